using Mhero.Core.Dhis2;

namespace Mhero.Core.Sync.Reports;

/// <summary>The client of DHIS2, made when it is first needed: a site without DHIS2 has none.</summary>
/// <param name="make">Makes it.</param>
internal sealed class Dhis2Connection(Func<Dhis2Client> make)
{
    private readonly Lazy<Dhis2Client> _client = new(make);

    /// <summary>The client.</summary>
    public Dhis2Client Client => _client.Value;
}
