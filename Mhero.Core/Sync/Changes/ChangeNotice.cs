namespace Mhero.Core.Sync.Changes;

/// <summary>What a registry or Event Grid said.</summary>
/// <param name="ValidationCode">The code that Event Grid wants back before it sends anything; null when nothing is asked.</param>
/// <param name="Types">The types of the resources that changed, each once; empty when something else happened.</param>
/// <param name="IsOpen">Whether it says only that something changed, and not what.</param>
public sealed record ChangeNotice(string? ValidationCode, IReadOnlyList<string> Types, bool IsOpen);
