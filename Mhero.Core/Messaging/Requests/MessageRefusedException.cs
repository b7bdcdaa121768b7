namespace Mhero.Core.Messaging.Requests;

/// <summary>An order that cannot be carried out; nothing is sent.</summary>
/// <param name="faults">Every fault of it, at least one.</param>
public sealed class MessageRefusedException(IReadOnlyList<RequestFault> faults)
    : Exception(string.Join(' ', faults.Select(f => $"{f.Code} at {f.Path}: {f.Message}")))
{
    /// <summary>Every fault of it, at least one.</summary>
    public IReadOnlyList<RequestFault> Faults { get; } = faults;
}
