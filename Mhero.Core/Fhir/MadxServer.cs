using System.Net;
using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>The server that gets reports by QRPH-58. Its gateway is made when it is first needed: most sites have none.</summary>
/// <param name="options">The server.</param>
/// <param name="make">Makes its gateway.</param>
internal sealed class MadxServer(MadxOptions options, Func<FhirGateway> make) : IDisposable
{
    private readonly Lazy<FhirGateway> _gateway = new(make);

    /// <summary>Whether the settings name it.</summary>
    public bool IsOn => options.IsOn;

    /// <summary>Updates or creates a report. A repeat does no harm.</summary>
    /// <param name="report">The report, with its id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="MadxException">The server did not take it.</exception>
    public async System.Threading.Tasks.Task SendAsync(MeasureReport report, CancellationToken cancellationToken)
    {
        try
        {
            await _gateway.Value.SendUpdateAsync(report, cancellationToken);
        }
        catch (FhirException e) when (e.Status == HttpStatusCode.SeeOther)
        {
            // QRPH-58 has 303 for a report that is taken and processed later.
        }
        catch (FhirException e)
        {
            throw new MadxException(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_gateway.IsValueCreated)
        {
            _gateway.Value.Dispose();
        }
    }
}
