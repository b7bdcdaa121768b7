namespace Mhero.Core.Mapping.Issues;

/// <summary>The severity of a <see cref="MappingIssue"/>.</summary>
public enum MappingSeverity
{
    /// <summary>Worth knowing; nothing was lost.</summary>
    Information,

    /// <summary>A value could not be carried over; the rest was.</summary>
    Warning,

    /// <summary>The record as a whole could not be mapped.</summary>
    Error,
}
