namespace Mhero.Core.Sync.Changes;

/// <summary>A change notification of the registry or of Event Grid.</summary>
/// <param name="ValidationCode">The code that Event Grid expects back before it sends notifications; null when it asks for none.</param>
/// <param name="Types">The types of the resources that changed, each once; empty when something else happened.</param>
/// <param name="IsOpen">Whether the notification says that something changed but does not name it.</param>
public sealed record ChangeNotice(string? ValidationCode, IReadOnlyList<string> Types, bool IsOpen);
