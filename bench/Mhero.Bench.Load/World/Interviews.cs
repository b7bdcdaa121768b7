namespace Mhero.Bench.Load.World;

/// <summary>The rows of a FLOIP package, made from their number, so that a million of them need no memory. A session has ten rows that are spread over 1,000.</summary>
internal static class Interviews
{
    /// <summary>Questions, and rows of a session.</summary>
    public const int Questions = 10;

    /// <summary>The package's id.</summary>
    public const string Package = "0d7f3a52-6a0e-4d6b-9a3c-2b1f5e8c7d90";

    private const int Together = 100;
    private const string Modified = "2026-01-01T00:00:00+00:00";

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many sessions so many rows have; the last ones may be incomplete.</summary>
    public static int SessionsOf(int rows) => ((rows / (Together * Questions)) * Together) + Math.Min(Together, rows % (Together * Questions));

    /// <summary>The number of the first row after a time.</summary>
    public static int After(DateTimeOffset time) => time < Start ? 0 : (int)Math.Min(int.MaxValue, ((time - Start).Ticks / TimeSpan.TicksPerSecond) + 1);

    /// <summary>The list of packages.</summary>
    public static string List { get; } = JsonSerializer.Serialize(new { data = new[] { new { type = "packages", id = Package, attributes = new { title = "Interviews", modified = Modified } } }, links = new { next = (string?)null } });

    /// <summary>The descriptor.</summary>
    public static string Descriptor { get; } = JsonSerializer.Serialize(new
    {
        data = new { id = Package, attributes = new { id = Package, title = "Interviews", modified = Modified, resources = new[] { new { schema = new { language = "eng", questions = QuestionsByName() } } } } },
    });

    /// <summary>A page of rows.</summary>
    /// <param name="first">The number of its first row.</param>
    /// <param name="count">Its rows.</param>
    /// <param name="next">The link to the next page; null at the end.</param>
    public static byte[] Page(int first, int count, string? next)
    {
        var json = new StringBuilder($$"""{"data":{"type":"responses","id":"{{Package}}","attributes":{"responses":[""");
        for (var row = first; row < first + count; row++)
        {
            var (block, place) = Math.DivRem(row, Together * Questions);
            var (question, session) = Math.DivRem(place, Together);
            var number = (block * Together) + session;
            var answer = question % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{number % 90}") : number % 3 == 0 ? "\"Yes\"" : "\"No\"";
            json.Append(row == first ? "" : ",").Append(CultureInfo.InvariantCulture, $"[\"{Start.AddSeconds(row):yyyy-MM-dd'T'HH:mm:ss}+00:00\",{row},\"{Survey.Contact(number % Workers)}\",\"s{number}\",\"q{question}\",{answer},{{}}]");
        }

        json.Append("]},\"relationships\":{\"links\":{\"next\":").Append(next is null ? "null" : $"\"{next}\"").Append("}}}}");
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <summary>The workers who are asked.</summary>
    public const int Workers = 5_000;

    private static Dictionary<string, object> QuestionsByName() => Enumerable.Range(0, Questions).ToDictionary(q => $"q{q}", q => q % 2 == 0
        ? (object)new { type = "numeric", label = $"How many in room {q}?", type_options = new { } }
        : new { type = "select_one", label = $"Is room {q} clean?", type_options = new { choices = new[] { "Yes", "No" } } });
}
