using Mhero.Core.Operating.Responses;

namespace Mhero.Functions.Console.Pages.Responses;

/// <summary>The search for responses.</summary>
/// <param name="Values">The values of the form, by field.</param>
/// <param name="Page">The responses; null before a search.</param>
/// <param name="Query">The conditions as a query, without a question mark.</param>
public sealed record ResponsesView(IReadOnlyDictionary<string, string> Values, ResponsePage? Page, string Query)
{
    /// <summary>The fields of the form.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["worker", "flow", "facility", "from", "to", "run", "id"];
}
