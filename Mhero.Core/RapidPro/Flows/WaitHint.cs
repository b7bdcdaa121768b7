namespace Mhero.Core.RapidPro.Flows;

/// <summary>The kind of answer that a wait hopes for. RapidPro does not hold the contact to it.</summary>
public sealed record WaitHint
{
    /// <summary><c>audio</c>, <c>image</c>, <c>video</c>, <c>location</c> or <c>digits</c>. An open set.</summary>
    public string? Type { get; init; }

    /// <summary>For <c>digits</c>: how many keys are taken; null when a key ends them.</summary>
    public long? Count { get; init; }
}
