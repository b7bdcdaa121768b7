using Hl7.Fhir.Model;

namespace Mhero.Core.Sync.Reports;

/// <summary>A server that gets reports.</summary>
internal interface IReportDestination
{
    /// <summary>Its name in items and dead letters.</summary>
    string Name { get; }

    /// <summary>Whether the settings name it.</summary>
    bool IsOn { get; }

    /// <summary>Brings reports to it as they are now, and finishes each. Delivering twice changes nothing the second time.</summary>
    /// <param name="works">The reports, each once.</param>
    /// <param name="reports">Those of them that the registry has, by id.</param>
    /// <param name="cancellationToken">Cancels; the batch is then delivered again.</param>
    /// <exception cref="Fhir.FhirException">The registry cannot be read.</exception>
    System.Threading.Tasks.Task DeliverAsync(IReadOnlyList<ReportWork> works, IReadOnlyDictionary<string, MeasureReport> reports, CancellationToken cancellationToken);
}
