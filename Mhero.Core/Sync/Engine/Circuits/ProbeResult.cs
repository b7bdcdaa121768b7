namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>The state of a side, as the record that was tried shows it.</summary>
internal enum ProbeResult
{
    /// <summary>No record was tried.</summary>
    None,

    /// <summary>Refused as before.</summary>
    Refused,

    /// <summary>A record that was refused before is accepted, or has another fault.</summary>
    Accepted,

    /// <summary>A record that had not been tried yet was written; those that were refused may still be.</summary>
    OtherWritten,

    /// <summary>It waits for something, or a passing fault came between.</summary>
    Unknown,

    /// <summary>There was nothing to write: another record is tried at once.</summary>
    NothingToDo,
}
