namespace Mhero.EndToEnd.Tests.Operators;

/// <summary>A world where reports are on time until noon of the day after their period.</summary>
public sealed class CompletenessWorld : OperatorWorld
{
    /// <inheritdoc/>
    public override Dictionary<string, string?> NewSettings() => new(base.NewSettings()) { ["Mhero:Reporting:LateAfter"] = "12:00:00" };

    /// <summary>The media type and the text of an answer.</summary>
    public async Task<(string? Type, string Text)> ReadTextAsync(string path)
    {
        using var response = (await Http.GetAsync(new Uri(path, UriKind.Relative))).EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }
}
