namespace Mhero.Core.Dhis2;

/// <summary>How an import ended.</summary>
internal enum ImportStatus
{
    /// <summary>Everything was taken.</summary>
    Success,

    /// <summary>Some of it was taken, and stays.</summary>
    Warning,

    /// <summary>Nothing was taken.</summary>
    Error,
}
