using Mhero.Core.Floip.Http;

namespace Mhero.Core.Sync.FlowResults;

/// <summary>The FLOIP sources of the settings.</summary>
/// <param name="options">The settings.</param>
/// <param name="open">Makes the client of a server.</param>
internal sealed class FlowResultsSources(IOptions<FlowResultsOptions> options, Func<FlowResultsServer, FlowResultsClient> open)
{
    private readonly Lazy<IReadOnlyList<FlowResultsSource>> _all = new(() => [.. options.Value.Sources.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => Of(s.Key, s.Value, open))]);

    /// <summary>All sources, by name.</summary>
    public IReadOnlyList<FlowResultsSource> All => _all.Value;

    /// <summary>The source with a name; null when the settings do not have it.</summary>
    public FlowResultsSource? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    private static FlowResultsSource Of(string name, FlowResultsSourceOptions source, Func<FlowResultsServer, FlowResultsClient> open)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(source.TimeZone);
        var token = string.IsNullOrWhiteSpace(source.Token) ? null : source.Token.Trim();
        return new FlowResultsSource(name, source, zone, source.BaseUrl is { } address ? open(new FlowResultsServer(address, token, zone)) : null);
    }
}
