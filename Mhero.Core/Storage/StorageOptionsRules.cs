using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Mhero.Core.Storage;

/// <summary>Reports all faults of <see cref="StorageOptions"/> at once, without repeating any secret.</summary>
internal sealed partial class StorageOptionsRules : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        AddAccountFaults(options, faults);
        if (options.HasConnectionString && !IsUsable(options.ConnectionString!))
        {
            faults.Add("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not a storage connection string with a "
                + "table and a queue endpoint: copy it again from the account's access keys, or use UseDevelopmentStorage=true.");
        }

        if (options.HasAccountName && !AccountName().IsMatch(options.AccountName!.Trim()))
        {
            faults.Add("Mhero:Storage:AccountName (or AzureWebJobsStorage__accountName) must be the bare name of the "
                + "account: 3 to 24 small letters and digits.");
        }

        if (string.IsNullOrWhiteSpace(options.EndpointSuffix) || !HostName().IsMatch(options.EndpointSuffix.Trim()))
        {
            faults.Add("Mhero:Storage:EndpointSuffix must be the part after the service in the account's addresses, such as "
                + "core.windows.net or core.usgovcloudapi.net, without dot or scheme before it.");
        }

        if (!string.IsNullOrWhiteSpace(options.ClientId) && !Guid.TryParse(options.ClientId, out _))
        {
            faults.Add("Mhero:Storage:ClientId (or AzureWebJobsStorage__clientId) must be the client id (a GUID) of a "
                + "user-assigned identity.");
        }

        if (string.IsNullOrEmpty(options.TablePrefix) || !TablePrefix().IsMatch(options.TablePrefix))
        {
            faults.Add("Mhero:Storage:TablePrefix must be a letter and up to 39 more letters and digits.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void AddAccountFaults(StorageOptions options, List<string> faults)
    {
        if (!options.NamesAccount)
        {
            faults.Add("No storage account: set Mhero:Storage:ConnectionString (or AzureWebJobsStorage), or "
                + "Mhero:Storage:AccountName (or AzureWebJobsStorage__accountName, or AzureWebJobsStorage__queueServiceUri and "
                + "AzureWebJobsStorage__tableServiceUri) for a managed identity.");
            return;
        }

        if (options.HasConnectionString && (options.HasAccountName || options.HasServiceUri))
        {
            faults.Add($"Two storage accounts: remove either Mhero:Storage:ConnectionString or Mhero:Storage:{(options.HasAccountName ? "AccountName" : "QueueServiceUri and TableServiceUri")}.");
            return;
        }

        if (options.HasAccountName && options.HasServiceUri)
        {
            faults.Add("Two storage accounts: remove either Mhero:Storage:AccountName or Mhero:Storage:QueueServiceUri and TableServiceUri.");
            return;
        }

        if (options.HasServiceUri)
        {
            AddAddressFault(options, StorageEndpoint.Queue, "QueueServiceUri", "queueServiceUri", faults);
            AddAddressFault(options, StorageEndpoint.Table, "TableServiceUri", "tableServiceUri", faults);
        }
    }

    private static void AddAddressFault(StorageOptions options, string service, string setting, string hostSetting, List<string> faults)
    {
        if (StorageEndpoint.Of(options, service) is null)
        {
            faults.Add($"Mhero:Storage:{setting} (or AzureWebJobsStorage__{hostSetting}) must be an https address without key "
                + $"or query, such as https://account.{service}.core.windows.net.");
        }
    }

    private static bool IsUsable(string connectionString)
    {
        try
        {
            _ = new TableServiceClient(connectionString);
            _ = new QueueServiceClient(connectionString);
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z")]
    private static partial Regex AccountName();

    [GeneratedRegex(@"\A[a-z0-9-]+(\.[a-z0-9-]+)+\z", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{0,39}\z")]
    private static partial Regex TablePrefix();
}
