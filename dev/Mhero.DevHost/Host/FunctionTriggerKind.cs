namespace Mhero.DevHost.Host;

/// <summary>What starts a function.</summary>
public enum FunctionTriggerKind
{
    /// <summary>A call over HTTP.</summary>
    Http,

    /// <summary>A schedule.</summary>
    Timer,

    /// <summary>A message on a storage queue.</summary>
    Queue,
}
