using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Tests;

/// <summary>
/// The tests of a switch router by their names: each takes the operand and its arguments, and answers what matched, or null.
/// The match is what becomes the result's value.
/// </summary>
internal static class RouterTests
{
    private static readonly Dictionary<string, (int Min, int Max, Func<object?, string[], TestContext, object?> Body)> Tests = new(StringComparer.Ordinal)
    {
        ["has_text"] = (0, 0, (o, _, _) => XValue.ToText(o).Trim() is { Length: > 0 } text ? text : null),
        ["has_only_text"] = (1, 1, (o, a, _) => XValue.ToText(o) == a[0] ? a[0] : null),
        ["has_any_word"] = (1, 1, (o, a, _) => WordTests.AnyWord(XValue.ToText(o), a[0])),
        ["has_all_words"] = (1, 1, (o, a, _) => WordTests.AllWords(XValue.ToText(o), a[0])),
        ["has_phrase"] = (1, 1, (o, a, _) => WordTests.Phrase(XValue.ToText(o), a[0])),
        ["has_only_phrase"] = (1, 1, (o, a, _) => WordTests.OnlyPhrase(XValue.ToText(o), a[0])),
        ["has_beginning"] = (1, 1, (o, a, _) => WordTests.Beginning(XValue.ToText(o), a[0])),
        ["has_pattern"] = (1, 1, (o, a, _) => WordTests.Pattern(XValue.ToText(o), a[0])),
        ["has_email"] = (0, 0, (o, _, _) => WordTests.Email(XValue.ToText(o))),
        ["has_number"] = (0, 0, (o, _, _) => NumberTests.First(o, _ => true)),
        ["has_number_lt"] = (1, 1, (o, a, _) => NumberTests.Compare(o, a[0], (n, bound) => n < bound)),
        ["has_number_lte"] = (1, 1, (o, a, _) => NumberTests.Compare(o, a[0], (n, bound) => n <= bound)),
        ["has_number_eq"] = (1, 1, (o, a, _) => NumberTests.Compare(o, a[0], (n, bound) => n == bound)),
        ["has_number_gte"] = (1, 1, (o, a, _) => NumberTests.Compare(o, a[0], (n, bound) => n >= bound)),
        ["has_number_gt"] = (1, 1, (o, a, _) => NumberTests.Compare(o, a[0], (n, bound) => n > bound)),
        ["has_number_between"] = (2, 2, (o, a, _) => NumberTests.Between(o, a[0], a[1])),
        ["has_date"] = (0, 0, (o, _, c) => DateTests.Date(o, c)),
        ["has_date_lt"] = (1, 1, (o, a, c) => DateTests.Compare(o, a[0], c, (d, bound) => d < bound)),
        ["has_date_eq"] = (1, 1, (o, a, c) => DateTests.Compare(o, a[0], c, (d, bound) => d == bound)),
        ["has_date_gt"] = (1, 1, (o, a, c) => DateTests.Compare(o, a[0], c, (d, bound) => d > bound)),
        ["has_time"] = (0, 0, (o, _, _) => DateTests.Time(XValue.ToText(o))),
        ["has_phone"] = (0, 1, (o, a, c) => c.Urns.FindNumber(XValue.ToText(o), a is [{ Length: > 0 } country] ? country : null)),
        ["has_state"] = (0, 0, (o, _, c) => c.Places.Find(XValue.ToText(o), 1)),
        ["has_district"] = (0, 1, (o, a, c) => c.Places.Find(XValue.ToText(o), 2, a)),
        ["has_ward"] = (0, 2, (o, a, c) => c.Places.Find(XValue.ToText(o), 3, [.. a.Reverse()])),
        ["has_group"] = (1, 2, (o, a, _) => Group(o, a[0])),
        ["has_category"] = (1, int.MaxValue, (o, a, _) => Category(o, a)),
    };

    /// <summary>Whether the simulator has the test, with so many arguments.</summary>
    public static bool Exists(string name, int arguments) =>
        Tests.TryGetValue(name, out var test) && arguments >= test.Min && arguments <= test.Max && !(name == "has_ward" && arguments == 1);

    public static object? Match(string name, object? operand, string[] arguments, TestContext context) => Tests[name].Body(operand, arguments, context);

    private static object? Group(object? operand, string uuid) => operand is List<object?> groups
        ? groups.OfType<XObject>().FirstOrDefault(g => g.TryGet("uuid", out var own) && XValue.ToText(own) == uuid) is { } group && group.TryGet("name", out var name) ? name : null
        : null;

    private static string? Category(object? operand, string[] categories) =>
        operand is XObject result && result.TryGet("category", out var category) && Array.IndexOf(categories, XValue.ToText(category)) >= 0 ? XValue.ToText(category) : null;
}
