namespace Mhero.Core.Tests.RapidPro.Webhooks;

/// <summary>A body, and the same with the members of its results in another order.</summary>
public sealed record ShuffledBody(IReadOnlyList<KeyValuePair<string, (string? Value, string? Category)>> Results, IReadOnlyList<int> Order)
{
    public string Json => Bodies.With("{" + string.Join(',', Results.Select(result => Member(result, valueFirst: true))) + "}");

    public string Shuffled
    {
        get
        {
            var results = string.Join(',', Order.Select(i => Member(Results[i], valueFirst: false)));
            return $$$"""{"results":{{{{results}}}},"flow":{"uuid":"{{{Bodies.FlowUuid}}}"},"contact":{"urn":null,"uuid":"{{{Bodies.ContactUuid}}}"}}""";
        }
    }

    private static string Member(KeyValuePair<string, (string? Value, string? Category)> result, bool valueFirst)
    {
        string value = $"\"value\":{JsonSerializer.Serialize(result.Value.Value)}", category = $"\"category\":{JsonSerializer.Serialize(result.Value.Category)}";
        return $"{JsonSerializer.Serialize(result.Key)}:{{{(valueFirst ? value : category)},{(valueFirst ? category : value)}}}";
    }
}
