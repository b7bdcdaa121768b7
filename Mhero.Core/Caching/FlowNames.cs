using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Caching;

/// <summary>Resolves what settings, Questionnaires and requests call a flow: RapidPro gives an imported flow a new UUID and keeps its name.</summary>
internal sealed class FlowNames(RapidProClient rapidPro, TimeProvider time, IOptions<CacheOptions> options)
{
    private readonly SharedRead<Known> _read = new(() => ReadAsync(rapidPro, time));
    private Known? _known;

    /// <summary>The flow that a text names now, for what must not go to the wrong flow.</summary>
    /// <param name="text">A UUID or a name.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<FlowMatch> FindAsync(string text, CancellationToken cancellationToken) =>
        Guid.TryParse(text.Trim(), out var uuid)
            ? new FlowMatch(text.Trim(), await rapidPro.FindFlowAsync(uuid, cancellationToken) is { } flow ? [flow] : [])
            : FlowMatch.Among(text, (await RefreshAsync(cancellationToken)).Flows);

    /// <summary>All flows of the workspace, archived ones too, at most as old as <see cref="CacheOptions.MaxAge"/>.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<IReadOnlyList<Flow>> ListAsync(CancellationToken cancellationToken) =>
        _known is { } known && time.GetElapsedTime(known.At) < options.Value.MaxAge ? known.Flows : (await RefreshAsync(cancellationToken)).Flows;

    private async Task<Known> RefreshAsync(CancellationToken cancellationToken) => _known = await _read.GetAsync(cancellationToken);

    private static async Task<Known> ReadAsync(RapidProClient rapidPro, TimeProvider time)
    {
        var at = time.GetTimestamp();
        var flows = new Dictionary<Guid, Flow>();
        await foreach (var page in rapidPro.GetFlowPagesAsync(new FlowQuery()))
        {
            foreach (var flow in page.Results)
            {
                flows[flow.Uuid] = flow;
            }
        }

        return new Known([.. flows.Values], at);
    }

    private sealed record Known(IReadOnlyList<Flow> Flows, long At);
}
