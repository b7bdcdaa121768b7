using System.Text.RegularExpressions;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Determines from a router's tests the kind of answer that it asks for.</summary>
/// <param name="wholeNumbers">See <see cref="FlowMappingOptions.WholeNumbers"/>.</param>
internal sealed partial class RouterReader(bool wholeNumbers)
{
    private const TestFamily Forms = TestFamily.Phone | TestFamily.Email | TestFamily.Pattern;
    private const TestFamily Typed = TestFamily.Number | TestFamily.Date | TestFamily.Time | TestFamily.Place;

    /// <summary>Reads a router.</summary>
    /// <param name="router">The router; one that asks.</param>
    /// <param name="surroundings">Where its categories lead.</param>
    /// <param name="prompt">The messages before it, whose quick replies count when it has no tests.</param>
    /// <param name="path">Where issues belong.</param>
    /// <param name="issues">Takes what could not be understood.</param>
    public Question Read(FlowRouter router, RouterSurroundings surroundings, IReadOnlyList<FlowAction> prompt, string path, IssueCollector issues)
    {
        var tests = Tests(router);
        if (tests.Exists(t => t.IsUnknown))
        {
            issues.Inform(MappingCodes.UnknownTest, path, "A test of this question is not known to this version of mHero; its answers are taken as text.");
        }

        // A category that asks again is not an answer to the question: a call for help, a number out of range.
        var accepted = tests.FindAll(t => !surroundings.LeadsBack(t.Category));
        var deciding = accepted.Count > 0 ? accepted : tests;
        var families = deciding.Aggregate(TestFamily.None, (all, test) => all | test.Family);
        if (families is TestFamily.None or TestFamily.Text && router.Wait?.Hint?.Type is "audio" or "image" or "video")
        {
            return new Question(QuestionKind.Media);
        }

        switch (families)
        {
            case TestFamily.None:
                return Untested(router, prompt);
            case TestFamily.Words:
                var options = Options(router, tests);
                var isOpen = surroundings.TakesOther([.. tests.Select(t => t.Category)]);
                return new Question(isOpen ? QuestionKind.OpenChoice : QuestionKind.Choice) { Options = options };
            case TestFamily.Number or (TestFamily.Number | TestFamily.Words) when deciding.TrueForAll(t => IsNumber(t) || t.IsByNumber):
                return IsMenu(deciding, prompt) ? Menu(router, tests, surroundings) : Number(router, deciding, prompt, path, issues);
            case TestFamily.Date:
                return Date(deciding, path, issues);
            case TestFamily.Time:
                return new Question(QuestionKind.Time);
            case TestFamily.Place:
                return new Question(QuestionKind.Place);
            default:
                return Mixed(families, router, tests, deciding, path, issues);
        }
    }

    private static List<RouterTest> Tests(FlowRouter router)
    {
        var categories = new Dictionary<string, RouterCategory>(StringComparer.OrdinalIgnoreCase);
        foreach (var category in router.Categories)
        {
            categories.TryAdd(category.Uuid, category);
        }

        return [.. router.Cases
            .Where(c => categories.ContainsKey(c.CategoryUuid))
            .Select(c => RouterTest.Read(c, categories[c.CategoryUuid]))
            .Where(t => t.Family != TestFamily.None && !OptionCategories.IsSkipped(t.Category.Name))];
    }

    private static bool IsNumber(RouterTest test) => test.Case.Type.StartsWith("has_number", StringComparison.Ordinal);

    /// <summary>
    /// Whether numbers are typed to choose and not to count: at least two of them lead to a category of their own, and the message
    /// before lists them.
    /// </summary>
    private static bool IsMenu(List<RouterTest> tests, IReadOnlyList<FlowAction> prompt)
    {
        var single = tests.FindAll(t => t.IsByNumber);
        var text = string.Join('\n', prompt.Select(m => NumberText.ToAscii(m.Text ?? "")));
        return single.DistinctBy(t => t.Category).Count() > 1
            && single.TrueForAll(t => t.Digits().All(digits => Regex.IsMatch(text, $@"(?<![\w.,]){digits}(?![\w]|[.,]\d)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))));
    }

    /// <summary>A menu of which some choices are ranges of numbers: each category is an option, none is lost.</summary>
    private static Question Menu(FlowRouter router, List<RouterTest> tests, RouterSurroundings surroundings)
    {
        List<QuestionOption> options = [];
        foreach (var category in router.Categories)
        {
            var own = tests.FindAll(t => t.Category == category && !surroundings.LeadsBack(category));
            if (own.Count > 0 && category.Name.Trim() is { Length: > 0 } name && !options.Exists(o => o.Name == name))
            {
                var digits = own.TrueForAll(t => t.IsByNumber) ? own.SelectMany(t => t.Digits()).Distinct(StringComparer.Ordinal).Take(2).ToList() : [];
                options.Add(QuestionOption.OfCategory(category, digits is [var only] ? only : null));
            }
        }

        return new Question(QuestionKind.OpenChoice) { Options = options };
    }

    private static Question Untested(FlowRouter router, IReadOnlyList<FlowAction> prompt)
    {
        if (router.Wait?.Hint?.Type is "location" or "digits")
        {
            return new Question(QuestionKind.String);
        }

        List<QuestionOption> options = [];
        foreach (var message in prompt)
        {
            for (var i = 0; i < message.QuickReplies.Count; i++)
            {
                if (QuickReplies.TextOf(message.QuickReplies[i]) is { } text && !options.Exists(o => o.Name == text))
                {
                    options.Add(QuestionOption.OfReply(message, i, text));
                }
            }
        }

        return options.Count == 0 ? new Question(QuestionKind.Text) : new Question(QuestionKind.OpenChoice) { Options = options };
    }

    /// <summary>The categories that words lead to, in the order of the router's categories.</summary>
    private static List<QuestionOption> Options(FlowRouter router, List<RouterTest> tests)
    {
        List<QuestionOption> options = [];
        foreach (var category in router.Categories)
        {
            var words = tests.FindAll(t => t.Category == category && t.Family == TestFamily.Words);
            if (words.Count > 0 && category.Name.Trim().Length > 0 && !options.Exists(o => o.Name == category.Name.Trim()))
            {
                var digits = words.SelectMany(t => t.Digits()).Distinct(StringComparer.Ordinal).Take(2).ToList();
                options.Add(QuestionOption.OfCategory(category, digits is [var only] ? only : null));
            }
        }

        return options;
    }

    private Question Number(FlowRouter router, List<RouterTest> tests, IReadOnlyList<FlowAction> prompt, string path, IssueCollector issues)
    {
        var unreadable = false;
        if (tests.TrueForAll(t => t.Case.Type == "has_number") && IsIdentifier(router.ResultKey))
        {
            // A number of an employee is a name: as a number it loses the zeros that it begins with.
            return new Question(QuestionKind.String);
        }

        var written = tests.Select(t => t.Numbers(whole: false, ref unreadable)).ToList();
        List<decimal> bounds = [.. written.SelectMany(b => new[] { b.Min, b.Max }).OfType<decimal>()];
        var areWhole = !unreadable && bounds.TrueForAll(b => b == decimal.Truncate(b) && b is > int.MinValue and < int.MaxValue);
        var isWhole = areWhole && (Rounds().IsMatch(router.Operand ?? "") || (bounds.Count > 0 && (wholeNumbers || IsCount(bounds, prompt))));
        var all = tests.Select(t => t.Numbers(isWhole, ref unreadable)).Aggregate((one, other) => one.Union(other));
        if (unreadable)
        {
            issues.Warn(MappingCodes.UnreadableBound, path, "A bound of this number is an expression, or no number; the item has no such bound.");
        }

        return new Question(isWhole ? QuestionKind.Integer : QuestionKind.Decimal) { Numbers = all.IsEmpty ? default : all };
    }

    /// <summary>
    /// Whether whole bounds are those of a count: it begins at none or one, and the question names no unit of a measure. A
    /// temperature from 35 to 42 may be 37.5.
    /// </summary>
    private static bool IsCount(List<decimal> bounds, IReadOnlyList<FlowAction> prompt) =>
        bounds.Min() is 0 or 1 && !prompt.Any(m => Measures().IsMatch(m.Text ?? ""));

    private static bool IsIdentifier(string? key) => key is not null && Identifiers().IsMatch(key);

    private static Question Date(List<RouterTest> tests, string path, IssueCollector issues)
    {
        var unreadable = false;
        var all = tests.Select(t => t.Dates(ref unreadable)).Aggregate((one, other) => one.Union(other));
        if (unreadable)
        {
            issues.Warn(MappingCodes.UnreadableBound, path, "A bound of this date is an expression, or not written as yyyy-MM-dd; the item has no such bound.");
        }

        return new Question(QuestionKind.Date) { Dates = all.IsEmpty ? default : all };
    }

    private static Question Mixed(
        TestFamily families, FlowRouter router, List<RouterTest> tests, List<RouterTest> deciding, string path, IssueCollector issues)
    {
        if ((families & Typed) != 0)
        {
            issues.Inform(MappingCodes.MixedTests, path, "This question takes answers of different types; those that are not among its options are taken as text.");
        }

        if (families.HasFlag(TestFamily.Words) && Options(router, tests) is { Count: > 0 } options)
        {
            // No codes of digits here: a number that is an answer of the other kind would be taken for the option.
            return new Question(QuestionKind.OpenChoice) { Options = [.. options.Select(o => o with { Digits = null })] };
        }

        var pattern = families == TestFamily.Pattern && deciding is [{ Case.Arguments: [var only, ..] }] && !only.Contains('@', StringComparison.Ordinal) ? only : null;
        return new Question(families is TestFamily.Text || ((families & ~(Forms | TestFamily.Text)) == 0 && families.HasFlag(TestFamily.Text))
            ? QuestionKind.Text
            : QuestionKind.String)
        { Pattern = pattern };
    }

    /// <summary>Units, and words for what is measured, in the languages of the flows that mHero has seen.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}])\d*\s?(kg|kgs|g|mg|cm|mm|km|ml|cl|l|litres?|liters?|°\s?c|°|celsius|%|percent|pour cent|weight|height|length|temperature|distance|poids|taille|température|peso|altura|temperatura|uzito|urefu|joto)(?![\p{L}\p{N}])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Measures();

    /// <summary>Keys of results that name a person or thing by digits.</summary>
    [GeneratedRegex(@"(^|_)(id|ids|code|matricule|identifiant|identifier|nid|nin|mrn|imei|(employee|staff|patient|case|registration|phone|telephone|card|identity|national|batch|lot|serial|account|licence|license|file)_(no|number|num|nr))$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Identifiers();

    /// <summary>An operand that makes a whole number of the answer.</summary>
    [GeneratedRegex(@"^@\((round|round_up|round_down)\([^,]*\)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rounds();
}
