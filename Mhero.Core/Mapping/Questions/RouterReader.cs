using System.Text.RegularExpressions;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Questions;

/// <summary>Tells from a router's tests what it asks for.</summary>
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
    public Question Read(FlowRouter router, RouterSurroundings surroundings, IReadOnlyList<FlowAction> prompt, string path, Issues issues)
    {
        var tests = Tests(router);
        if (tests.Exists(t => t.IsUnknown))
        {
            issues.Inform(MappingCodes.UnknownTest, path, "A test of this question is not known to this version of mHero; its answers are taken as text.");
        }

        // A category that asks again is no answer to the question: a call for help, a number out of range.
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
            case TestFamily.Number or (TestFamily.Number | TestFamily.Words) when deciding.TrueForAll(IsNumber):
                return Number(router, deciding, path, issues);
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
            .Where(t => t.Family != TestFamily.None)];
    }

    private static bool IsNumber(RouterTest test) => test.Case.Type.StartsWith("has_number", StringComparison.Ordinal);

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

    private Question Number(FlowRouter router, List<RouterTest> tests, string path, Issues issues)
    {
        var unreadable = false;
        var written = tests.Select(t => t.Numbers(whole: false, ref unreadable)).ToList();
        List<decimal> bounds = [.. written.SelectMany(b => new[] { b.Min, b.Max }).OfType<decimal>()];
        var areWhole = !unreadable && bounds.TrueForAll(b => b == decimal.Truncate(b) && b is > int.MinValue and < int.MaxValue);
        var isWhole = areWhole && (Rounds().IsMatch(router.Operand ?? "") || (wholeNumbers && bounds.Count > 0));
        var all = tests.Select(t => t.Numbers(isWhole, ref unreadable)).Aggregate((one, other) => one.Union(other));
        if (unreadable)
        {
            issues.Warn(MappingCodes.UnreadableBound, path, "A bound of this number is an expression, or no number; the item has no such bound.");
        }

        return new Question(isWhole ? QuestionKind.Integer : QuestionKind.Decimal) { Numbers = all.IsEmpty ? default : all };
    }

    private static Question Date(List<RouterTest> tests, string path, Issues issues)
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
        TestFamily families, FlowRouter router, List<RouterTest> tests, List<RouterTest> deciding, string path, Issues issues)
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

    /// <summary>An operand that makes a whole number of the answer.</summary>
    [GeneratedRegex(@"^@\((round|round_up|round_down)\([^,]*\)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rounds();
}
