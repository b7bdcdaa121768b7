using System.Collections.Concurrent;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Storage.Tables;

namespace Mhero.Core.Caching;

/// <summary>Remembers which flow a name named, so that a flow that is renamed in RapidPro is still found by the name that settings and Questionnaires give.</summary>
internal sealed class FlowLinks(DocumentTable table, TimeProvider time)
{
    private const string Partition = "flow-links";

    /// <summary>How long a check waits for the storage.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Guid> _known = new(StringComparer.Ordinal);
    private readonly BoundedCache<string, FlowLink?> _recalled = new(time, 100, _ => TimeSpan.FromMinutes(1));

    /// <summary>The flow that a name last named; null when it never named one.</summary>
    /// <param name="name">The name; case and surrounding blanks do not count.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FlowLink?> FindAsync(string name, CancellationToken cancellationToken) =>
        await table.FindAsync(Partition, KeyOf(name), cancellationToken) is { } document ? JsonSerializer.Deserialize<FlowLink>(document.Content, JsonSerializerOptions.Web) : null;

    /// <summary>As <see cref="FindAsync"/>, for what is asked with every run: the flow that the name named at most a minute ago.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<FlowLink?> RecallAsync(string name, CancellationToken cancellationToken) => _recalled.GetAsync(KeyOf(name), () => FindAsync(name, CancellationToken.None), cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, for a check that goes on if the storage does not answer.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<FlowLink?> TryFindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(name, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
#pragma warning disable CA1031 // Each failure of the storage has the same consequence here, and a check of the storage reports it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Notes the flow that a name names now; repeating it changes nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="flow">The flow's UUID.</param>
    /// <param name="cancellationToken">Cancels; it is then noted the next time.</param>
    public async Task NoteAsync(string name, Guid flow, CancellationToken cancellationToken)
    {
        var key = KeyOf(name);
        if (_known.GetValueOrDefault(key) == flow)
        {
            return;
        }

        if ((await FindAsync(name, cancellationToken))?.Flow != flow)
        {
            await WriteAsync(key, new FlowLink(flow), cancellationToken);
        }

        _known[key] = flow;
    }

    /// <summary>Stores the flow that a person chose for a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="flow">The flow's UUID.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task ChooseAsync(string name, Guid flow, CancellationToken cancellationToken) => WriteAsync(KeyOf(name), new FlowLink(flow, true), cancellationToken);

    private async Task WriteAsync(string key, FlowLink link, CancellationToken cancellationToken) =>
        await table.WriteAsync(Partition, [new Document(key, JsonSerializer.Serialize(link, JsonSerializerOptions.Web), Document.AnyVersion)], cancellationToken);

    private static string KeyOf(string name) => name.Trim().ToLowerInvariant();
}
