//! Nobody else's eyes: folders that are written aside and copies in a common place are for their owner alone, a file that is written
//! anew may be read by those who could before, and no image of the memory is left behind. On Windows the folder above says who may.

use std::fs::{DirBuilder, OpenOptions};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::shown::shown;

/// Makes a folder, and those above it as usual, that only its owner can look into. What is written goes into a folder in it, which is
/// not there yet: that one has the rights of any other, and is moved to where others look when it is done.
pub(super) fn private_folder(path: &Path) -> anyhow::Result<PathBuf> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).with_context(|| shown(parent))?;
    }
    let builder = &mut DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(builder, 0o700);
    builder.create(path).with_context(|| shown(path))?;
    Ok(inside(path))
}

/// What is to be moved in place, in such a folder.
pub(super) fn inside(path: &Path) -> PathBuf {
    path.join("中身")
}

/// Gives what comes in the place of another file or folder the rights of that one: whoever could look into it still can, and no others.
pub(super) fn as_before(old: &Path, new: &Path) {
    let rights = old.metadata().map(|data| data.permissions()).ok();
    if let Some(rights) = rights.filter(|_| cfg!(unix)) {
        // A file system that keeps no rights, such as that of a stick, has none to lose.
        let _ = std::fs::set_permissions(new, rights);
    }
}

/// What is created so is for its owner alone.
pub(super) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// A run that is ended by the system leaves no image of its memory, in which the workbooks stand.
pub(super) fn leave_no_image() {
    // A system that refuses has its own rule, which is not ours to break.
    #[cfg(unix)]
    let _ = rlimit::Resource::CORE.set(0, 0);
}

#[cfg(all(test, unix))]
#[expect(
    clippy::disallowed_methods,
    reason = "tests stand outside the program and read what it wrote"
)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn rights(path: &Path) -> u32 {
        let data = path.metadata().expect("it is there");
        data.permissions().mode() & 0o777
    }

    #[test]
    fn a_private_folder_is_for_its_owner_and_those_above_are_as_usual() {
        let work = tempfile::tempdir().expect("a folder");
        let usual = work.path().join("usual");
        std::fs::create_dir(&usual).expect("a folder");
        let private = work.path().join("above/private");
        private_folder(&private).expect("a folder");
        assert_eq!(rights(&private), 0o700);
        assert_eq!(rights(&work.path().join("above")), rights(&usual));
        private_folder(&private).expect_err("it is there");
    }

    #[test]
    fn what_comes_in_the_place_of_another_is_for_those_who_could_look_before() {
        let work = tempfile::tempdir().expect("a folder");
        let [old, new, usual] = ["old", "new", "usual"].map(|name| work.path().join(name));
        std::fs::write(&usual, "").expect("a file");
        std::fs::write(&new, b"12").expect("a file");
        as_before(&old, &new);
        assert_eq!(rights(&new), rights(&usual), "there was none before");
        for mode in [0o600, 0o640, 0o664, 0o666] {
            std::fs::write(&old, "").expect("a file");
            std::fs::set_permissions(&old, Permissions::from_mode(mode)).expect("rights");
            as_before(&old, &new);
            assert_eq!(rights(&new), mode);
        }
        assert_eq!(std::fs::read(&new).expect("a file"), b"12");
    }

    #[test]
    fn no_image_of_the_memory_is_left() {
        leave_no_image();
        assert_eq!(rlimit::Resource::CORE.get().expect("a limit"), (0, 0));
    }
}
