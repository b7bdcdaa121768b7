namespace Mhero.Core.RapidPro.Flows;

/// <summary>A router's wait.</summary>
public sealed record RouterWait
{
    /// <summary><c>msg</c>, a message from the contact; <c>dial</c>, a call that is put through. An open set.</summary>
    public string? Type { get; init; }

    /// <summary>For how long it waits; null for as long as the run lives.</summary>
    public WaitTimeout? Timeout { get; init; }

    /// <summary>The kind of answer that is hoped for; null for any.</summary>
    public WaitHint? Hint { get; init; }
}
