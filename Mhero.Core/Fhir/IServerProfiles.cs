namespace Mhero.Core.Fhir;

/// <summary>Where the profile of the configured FHIR server is kept. The storage implements it, which this part does not know.</summary>
public interface IServerProfiles
{
    /// <summary>Reads the profile of the configured server.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The profile, at most some minutes old; null when the server was never tried.</returns>
    Task<ServerProfile?> FindAsync(CancellationToken cancellationToken);
}
