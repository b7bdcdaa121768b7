using Mhero.Core.Floip.Http;
using Mhero.Core.Sync.FlowResults.Packages;
using Mhero.Core.Sync.FlowResults.Sessions;

namespace Mhero.Core.Sync.FlowResults.Polling;

/// <summary>The part of the reading of a package that one call does.</summary>
/// <param name="source">The source.</param>
/// <param name="id">The package's id.</param>
/// <param name="package">The stored descriptor.</param>
/// <param name="issues">Reports the findings.</param>
/// <param name="budget">The time of the call.</param>
internal sealed class PackageReadingCall(FlowResultsSource source, string id, PackageRow package, RowIssues issues, ReadingBudget budget)
{
    private HashSet<string>? _questions;

    public FlowResultsSource Source { get; } = source;

    public string Id { get; } = id;

    public PackageRow Package { get; set => (field, _questions) = (value, null); } = package;

    public HashSet<string> Questions => _questions ??= [.. Package.Package.Questions.Select(q => q.Id)];

    public RowIssues Issues { get; } = issues;

    public ReadingBudget Budget { get; } = budget;

    /// <summary>The stored state.</summary>
    public ReadingState State { get; set; } = new();

    /// <summary>Its version; null where none is stored.</summary>
    public string? Version { get; set; }

    /// <summary>The page, or the part of one, that is being stored.</summary>
    public RowPage? Page { get; set; }

    /// <summary>The sessions that this call stored last; null before the first page.</summary>
    public RecentSessions? Recent { get; set; }

    /// <summary>Whether all pages are read and stored.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>Whether another call reads the package, and this one ends.</summary>
    public bool IsOvertaken { get; set; }

    public long Rows { get; set; }

    public bool WasReadAgain { get; set; }
}
