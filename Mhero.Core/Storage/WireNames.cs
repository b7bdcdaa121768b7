namespace Mhero.Core.Storage;

/// <summary>Names in tables, queue messages and answers that differ from the names in code: version 0.1 wrote them, and clients read them.</summary>
internal static class WireNames
{
    /// <summary>The id of a batch in a queue message.</summary>
    public const string Batch = "slice";

    /// <summary>How many batches a sync execution has.</summary>
    public const string Batches = "slices";

    /// <summary>How many batches of a sync execution are done.</summary>
    public const string BatchesDone = "slicesDone";

    /// <summary>The table partition with a row for each batch of a sync execution.</summary>
    public const string BatchPartition = "run-slices";

    /// <summary>The pollers in the answer of <c>GET status</c>.</summary>
    public const string Pollers = "feeds";
}
