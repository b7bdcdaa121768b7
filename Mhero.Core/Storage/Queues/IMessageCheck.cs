namespace Mhero.Core.Storage.Queues;

/// <summary>Checks whether the handler of a queue could read a message, without handling it.</summary>
internal interface IMessageCheck
{
    /// <summary>The queue.</summary>
    string Name { get; }

    /// <summary>Checks a message.</summary>
    /// <param name="text">The message, decoded.</param>
    /// <returns>The fault, without the message's content; null when the message can be read.</returns>
    string? FaultOf(string text);
}
