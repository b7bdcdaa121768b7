using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Reporting;

/// <summary>The answer to a question for a matrix.</summary>
/// <param name="Matrix">The reports as they were last read; null when they were not read yet.</param>
/// <param name="Job">The job that reads them now; null when they are up to date.</param>
public sealed record ReportReading(ReportMatrix? Matrix, Job? Job);
