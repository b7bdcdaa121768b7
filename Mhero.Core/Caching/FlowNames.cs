using Mhero.Core.Caching.InMemory;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Caching;

/// <summary>Resolves what settings, Questionnaires and requests call a flow: RapidPro gives an imported flow a new UUID and keeps its name.</summary>
internal sealed class FlowNames(RapidProClient rapidPro, FlowLinks links, TimeProvider time, IOptions<CacheOptions> options)
{
    private readonly BoundedCache<int, IReadOnlyList<Flow>> _flows = new(time, 1, _ => options.Value.MaxAge);
    private readonly SharedRead<IReadOnlyList<Flow>> _read = new(() => ReadAsync(rapidPro));

    /// <summary>The flow that a text names now, for what must not go to the wrong flow.</summary>
    /// <param name="text">A UUID or a name.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<FlowMatch> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(text.Trim(), out var uuid))
        {
            return new FlowMatch(text.Trim(), await rapidPro.FindFlowAsync(uuid, cancellationToken) is { } flow ? [flow] : []);
        }

        // Those who find at the same moment share the reading that begins after the last of them came.
        _flows.Remove(0);
        return await MatchAsync(text, await ListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The flow that a text names among those of the workspace. A name that none has any more still names the flow that had it, under its new name.</summary>
    /// <param name="text">A UUID or a name.</param>
    /// <param name="flows">All flows of the workspace.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FlowMatch> MatchAsync(string text, IReadOnlyList<Flow> flows, CancellationToken cancellationToken)
    {
        var match = FlowMatch.Among(text, flows);
        if (match.Flow is { } flow && !Guid.TryParse(match.Text, out _))
        {
            await links.NoteAsync(match.Text, flow.Uuid, cancellationToken);
        }

        return IsOpen(match) ? Linked(match, flows, await links.FindAsync(match.Text, cancellationToken)) : match;
    }

    /// <summary>As <see cref="MatchAsync"/>, for a check: nothing is noted, and the storage need not answer.</summary>
    /// <param name="text">A UUID or a name.</param>
    /// <param name="flows">All flows of the workspace.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FlowMatch> InspectAsync(string text, IReadOnlyList<Flow> flows, CancellationToken cancellationToken)
    {
        var match = FlowMatch.Among(text, flows);
        return IsOpen(match) ? Linked(match, flows, await links.TryFindAsync(match.Text, cancellationToken)) : match;
    }

    /// <summary>All flows of the workspace, archived ones too, at most as old as <see cref="CacheOptions.MaxAge"/>.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public Task<IReadOnlyList<Flow>> ListAsync(CancellationToken cancellationToken) => _flows.GetAsync(0, () => _read.GetAsync(CancellationToken.None), cancellationToken);

    /// <summary>As <see cref="ListAsync"/>, but read again when a flow is not among those that are remembered: it was made or imported since.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<IReadOnlyList<Flow>> ListWithAsync(Guid flow, CancellationToken cancellationToken)
    {
        var flows = await ListAsync(cancellationToken);
        if (flows.Any(f => f.Uuid == flow))
        {
            return flows;
        }

        _flows.Remove(0);
        return await ListAsync(cancellationToken);
    }

    private static bool IsOpen(FlowMatch match) => match.Flow is null && match.Text.Length > 0 && !Guid.TryParse(match.Text, out _);

    /// <summary>The flow that had the name, or that a person chose among those that have it.</summary>
    private static FlowMatch Linked(FlowMatch match, IReadOnlyList<Flow> flows, FlowLink? link) =>
        match.IsAmbiguous ? match.Flows.FirstOrDefault(f => link is { IsChosen: true } && f.Uuid == link.Flow) is { } chosen ? match with { Flows = [chosen] } : match
        : flows.FirstOrDefault(f => f.Uuid == link?.Flow && !f.Archived) is { } renamed ? match with { Flows = [renamed], IsRenamed = true }
        : match;

    private static async Task<IReadOnlyList<Flow>> ReadAsync(RapidProClient rapidPro)
    {
        var flows = new Dictionary<Guid, Flow>();
        await foreach (var page in rapidPro.GetFlowPagesAsync(new FlowQuery()))
        {
            foreach (var flow in page.Results)
            {
                flows[flow.Uuid] = flow;
            }
        }

        return [.. flows.Values];
    }
}
