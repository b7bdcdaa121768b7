using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Storage;

/// <summary>Fills what <c>Mhero:Storage</c> leaves open from the settings of the Functions host.</summary>
/// <remarks>
/// The host's settings count only while ours name no account at all: an account that was chosen for mHero must not be
/// mixed with the key of another one.
/// </remarks>
internal sealed class StorageOptionsSetup(IConfiguration configuration) : IPostConfigureOptions<StorageOptions>
{
    private const string Host = "AzureWebJobsStorage";

    public void PostConfigure(string? name, StorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString) && string.IsNullOrWhiteSpace(options.AccountName))
        {
            options.ConnectionString = configuration[Host];
            if (string.IsNullOrWhiteSpace(options.ConnectionString))
            {
                options.AccountName = configuration[$"{Host}:accountName"];
            }
        }

        if (string.IsNullOrWhiteSpace(options.ClientId) && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            options.ClientId = configuration[$"{Host}:clientId"];
        }
    }
}
