using Mhero.Core.Floip.Http;
using Mhero.Core.Sync.Engine.Polling;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>The stored state of the reading of a package that has not come to its end.</summary>
internal sealed record ReadingState
{
    /// <summary>How far the reading is; null where it has to begin again at the cursor.</summary>
    public PollProgress? Progress { get; init; }

    /// <summary>Where the next page begins; null with <see cref="Progress"/> when all pages were read, and the cursor may move after the sessions are enqueued.</summary>
    public PagePosition? Next { get; init; }

    /// <summary>Since when the package cannot be read (UTC); null while it can.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Whether sessions are enqueued although pages that may have rows of them cannot be read.</summary>
    public bool IsReleased { get; init; }
}
