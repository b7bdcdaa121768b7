using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>One response.</summary>
/// <param name="Detail">The response with what belongs to it.</param>
public sealed record ResponseView(ResponseDetail Detail)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answers: the question and what was answered; empty unless they were revealed.</summary>
    public IReadOnlyList<(string Question, string Answer)> Answers { get; } = [.. AnswersOf(Detail.Resource?["item"])];

    /// <summary>The drawing of what was extracted; null when nothing was, or too much for one.</summary>
    public ResponseGraph? Graph { get; } = ResponseGraph.Of(Detail);

    /// <summary>The references of an extracted resource to others of the response.</summary>
    /// <param name="reference">The resource.</param>
    public IReadOnlyList<string> LinksOf(string reference) => [.. Detail.Links.Where(link => link.From == reference).Select(link => link.To)];

    /// <summary>The response as JSON with line breaks; empty unless it was revealed.</summary>
    public string Raw { get; } = Detail.Resource?.ToJsonString(Indented) ?? "";

    private static IEnumerable<(string Question, string Answer)> AnswersOf(JsonNode? items)
    {
        foreach (var item in (items as JsonArray ?? []).OfType<JsonObject>())
        {
            var question = item["text"]?.ToString() ?? item["linkId"]?.ToString() ?? "";
            foreach (var answer in (item["answer"] as JsonArray ?? []).OfType<JsonObject>())
            {
                yield return (question, TextOf(answer.FirstOrDefault(member => member.Key.StartsWith("value", StringComparison.Ordinal)).Value));
                foreach (var inner in AnswersOf(answer["item"]))
                {
                    yield return inner;
                }
            }

            foreach (var inner in AnswersOf(item["item"]))
            {
                yield return inner;
            }
        }
    }

    private static string TextOf(JsonNode? value) => value switch
    {
        JsonObject coded => coded["display"]?.ToString() ?? coded["code"]?.ToString() ?? coded["reference"]?.ToString() ?? coded["value"]?.ToString() ?? coded.ToJsonString(),
        null => "–",
        _ => value.ToString(),
    };
}
