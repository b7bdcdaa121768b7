using System.Text.RegularExpressions;

namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>
/// Compares an answer with its recording: members in the same order, kinds, items and values the same. Members named
/// as fresh (a new object's UUID, the time of a write) need only have the same form.
/// </summary>
internal static partial class JsonComparison
{
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d")]
    private static partial Regex Digit();

    public static void AssertSame(JsonElement recorded, JsonElement answered, IReadOnlySet<string> fresh, string path = "$")
    {
        Assert.True(recorded.ValueKind == answered.ValueKind, $"{path}: recorded {Cut(recorded)}, answered {Cut(answered)}");
        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(recorded.EnumerateObject().Select(p => p.Name), answered.EnumerateObject().Select(p => p.Name));
                foreach (var member in recorded.EnumerateObject())
                {
                    var value = answered.GetProperty(member.Name);
                    if (fresh.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.String)
                    {
                        Assert.Equal(Form(member.Value.GetString()!), Form(value.GetString()!));
                    }
                    else
                    {
                        AssertSame(member.Value, value, fresh, $"{path}.{member.Name}");
                    }
                }

                break;
            case JsonValueKind.Array:
                Assert.True(recorded.GetArrayLength() == answered.GetArrayLength(), $"{path}: recorded {recorded.GetArrayLength()} items, answered {answered.GetArrayLength()}");
                for (var i = 0; i < recorded.GetArrayLength(); i++)
                {
                    AssertSame(recorded[i], answered[i], fresh, $"{path}[{i}]");
                }

                break;
            default:
                Assert.True(recorded.ToString() == answered.ToString(), $"{path}: recorded {Cut(recorded)}, answered {Cut(answered)}");
                break;
        }
    }

    private static string Form(string text) => Digit().Replace(Uuid().Replace(text, "<uuid>"), "0");

    private static string Cut(JsonElement element) => element.GetRawText() is { Length: > 200 } text ? text[..200] + "…" : element.GetRawText();
}
