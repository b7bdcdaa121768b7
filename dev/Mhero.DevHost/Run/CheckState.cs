namespace Mhero.DevHost.Run;

/// <summary>How something that was checked stands.</summary>
public enum CheckState
{
    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>It is not set, and a local run starts a part of its own for it.</summary>
    Local,

    /// <summary>It works, and there is something to know about it.</summary>
    Note,

    /// <summary>Something has to be changed.</summary>
    Fault,
}
