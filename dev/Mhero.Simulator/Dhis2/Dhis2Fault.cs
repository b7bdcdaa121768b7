namespace Mhero.Simulator.Dhis2;

/// <summary>A fault that one request meets.</summary>
/// <param name="Status">The HTTP status; null for an answer that is lost after the work was done.</param>
public sealed record Dhis2Fault(int? Status)
{
    /// <summary>Seconds for <c>Retry-After</c>; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The body in place of an empty one; null for none.</summary>
    public string? Body { get; init; }
}
