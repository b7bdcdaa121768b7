namespace Mhero.Core.Sync.Engine.Queueing;

/// <summary>The state of an item.</summary>
internal enum ItemState
{
    /// <summary>Still being worked on.</summary>
    Open,

    /// <summary>Everything is as it should be, by writing or because it was already.</summary>
    Done,

    /// <summary>There is nothing to do, by rule or setting (no number, an inactive worker, a contact of no interest).</summary>
    Skipped,

    /// <summary>A person has to decide.</summary>
    Review,

    /// <summary>To be tried again later without counting as an attempt.</summary>
    Postponed,

    /// <summary>Failed in a way that may pass.</summary>
    Retry,

    /// <summary>Failed permanently.</summary>
    Dead,
}
