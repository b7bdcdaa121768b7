namespace Mhero.Core.Sync.Reports;

/// <summary>A finding about DHIS2 and the mapping.</summary>
/// <param name="IsFault">Whether something has to be changed before reports arrive.</param>
/// <param name="IsNote">Whether it is worth knowing and nothing has to be changed.</param>
/// <param name="Message">The finding and what to do.</param>
public sealed record Dhis2Finding(bool IsFault, bool IsNote, string Message)
{
    internal static Dhis2Finding Fault(string code, string message) => new(true, false, $"{code}: {message}");

    internal static Dhis2Finding Note(string code, string message) => new(false, true, $"{code}: {message}");

    internal static Dhis2Finding Good(string message) => new(false, false, message);
}
