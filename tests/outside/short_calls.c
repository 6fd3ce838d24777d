/* Preloaded: every read from a file and every write to one is cut short, as the system may do at any time. How many were cut is written
 * to the file that SHORT_CALLS names, when the program ends; whoever started it can tell by that whether this was there at all. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 997

static unsigned long cut;

static size_t shortened(int file, size_t length) {
    struct stat about;
    if (length <= MOST || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        return length;
    }
    __atomic_add_fetch(&cut, 1, __ATOMIC_RELAXED);
    return MOST;
}

ssize_t read(int file, void *to, size_t length) {
    static ssize_t (*next)(int, void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "read");
    return next(file, to, shortened(file, length));
}

ssize_t write(int file, const void *from, size_t length) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    return next(file, from, shortened(file, length));
}

__attribute__((destructor)) static void tell(void) {
    const char *place = getenv("SHORT_CALLS");
    int file = place ? open(place, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (file >= 0) {
        dprintf(file, "%lu", cut);
        close(file);
    }
}
