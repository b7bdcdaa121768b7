namespace Mhero.Core.RapidPro.Model;

/// <summary>One result of a run.</summary>
public sealed record RunValue
{
    /// <summary>The result's name as the author wrote it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The match of the router's test, not the whole message: a number without grouping, a date with the workspace's
    /// offset, the matched word. The raw text in category <c>Other</c>; empty after a time-out. At most 640 characters.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>The category in the flow's base language; null when <c>set_run_result</c> gave none.</summary>
    public string? Category { get; init; }

    /// <summary>The whole message; gone since 9.3.129, so nothing may depend on it.</summary>
    public string? Input { get; init; }

    /// <summary>The node that set it; null in webhook bodies without it.</summary>
    public Guid? Node { get; init; }

    /// <summary>When it was set (UTC); null in webhook bodies without it.</summary>
    public DateTimeOffset? Time { get; init; }
}
