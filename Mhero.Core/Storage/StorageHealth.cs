using Azure;
using Azure.Identity;

namespace Mhero.Core.Storage;

/// <summary>Checks whether the storage account can be used, and if not, names the correction.</summary>
/// <param name="account">The account.</param>
public sealed class StorageHealth(StorageAccount account)
{
    // Short time-outs, since a person waits for the answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks tables and queues once, without repeats and without making anything.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if both answer; otherwise a sentence that names the correction.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await foreach (var _ in account.CreateTables(0).QueryAsync(maxPerPage: 1, cancellationToken: limit.Token))
            {
                break;
            }

            await foreach (var _ in account.CreateQueues(0).GetQueuesAsync(cancellationToken: limit.Token))
            {
                break;
            }

            return null;
        }
        catch (AuthenticationFailedException)
        {
            return $"No token for the storage account at {account.Host}: give the app a managed identity, name a "
                + "user-assigned one in Mhero:Storage:ClientId, or set Mhero:Storage:ConnectionString instead.";
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            return account.UsesIdentity
                ? $"The storage account at {account.Host} refuses the identity ({e.ErrorCode}): give it the roles Storage Table Data "
                    + "Contributor and Storage Queue Data Contributor on the account, and let the account's firewall pass."
                : $"The storage account at {account.Host} refuses the key ({e.ErrorCode}): copy Mhero:Storage:ConnectionString "
                    + "(or AzureWebJobsStorage) again from the account's access keys, and let the account's firewall pass.";
        }
        catch (RequestFailedException e) when (e.Status != 0)
        {
            return $"The storage account at {account.Host} answers {e.Status} ({e.ErrorCode}): check that {Setting} names a "
                + "general-purpose account with tables and queues.";
        }
        catch (Exception e) when (e is RequestFailedException or HttpRequestException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"The storage account at {account.Host} cannot be reached: check {Setting}, the network, and, if it is the "
                + "development storage, that Azurite runs.";
        }
    }

    private string Setting => account.UsesIdentity
        ? "Mhero:Storage:AccountName or QueueServiceUri and TableServiceUri (or AzureWebJobsStorage__accountName, __queueServiceUri, __tableServiceUri)"
        : "Mhero:Storage:ConnectionString (or AzureWebJobsStorage)";
}
