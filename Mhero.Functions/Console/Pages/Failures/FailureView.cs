using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>One dead letter.</summary>
/// <param name="Detail">The dead letter with its history.</param>
/// <param name="Guide">What its code means, and what to do; null for a code that is not listed.</param>
public sealed record FailureView(DeadLetterDetail Detail, (string Meaning, string Action)? Guide)
{
    private const int MaxValues = 200;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The dead letter.</summary>
    public DeadLetter Letter => Detail.Letter;

    /// <summary>The payload as JSON with line breaks; as it is when it is not JSON.</summary>
    public string Raw { get; } = Parse(Detail.Letter.Payload)?.ToJsonString(Indented) ?? Detail.Letter.Payload;

    /// <summary>The values of the payload by their path, the first 200; empty when it is not JSON.</summary>
    public IReadOnlyList<(string Path, string Value)> Values { get; } = [.. ValuesOf("", Parse(Detail.Letter.Payload)).Take(MaxValues)];

    private static JsonNode? Parse(string payload)
    {
        try
        {
            return JsonNode.Parse(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Path, string Value)> ValuesOf(string path, JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => ValuesOf(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
        JsonArray items => items.SelectMany((item, i) => ValuesOf($"{path}[{i}]", item)),
        null => [],
        _ => [(path, node.ToString())],
    };
}
