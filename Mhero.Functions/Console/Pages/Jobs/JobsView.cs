using Mhero.Core.Storage.Jobs;

namespace Mhero.Functions.Console.Pages.Jobs;

/// <summary>The bulk operations of the last 30 days.</summary>
/// <param name="Jobs">The latest first.</param>
public sealed record JobsView(IReadOnlyList<Job> Jobs);
