using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Storage;

/// <summary>Says what is wrong with <see cref="StorageOptions"/>, all at once, without repeating any secret.</summary>
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        var hasConnectionString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        var hasAccount = !string.IsNullOrWhiteSpace(options.AccountName);

        if (!hasConnectionString && !hasAccount)
        {
            faults.Add("No storage account: set Mhero:Storage:ConnectionString (or AzureWebJobsStorage), or "
                + "Mhero:Storage:AccountName (or AzureWebJobsStorage__accountName) for a managed identity.");
        }
        else if (hasConnectionString && hasAccount)
        {
            faults.Add("Two storage accounts: remove either Mhero:Storage:ConnectionString or Mhero:Storage:AccountName.");
        }

        if (hasConnectionString && !IsUsable(options.ConnectionString!))
        {
            faults.Add("Mhero:Storage:ConnectionString (or AzureWebJobsStorage) is not a storage connection string with a "
                + "table and a queue endpoint: copy it anew from the account's access keys, or use UseDevelopmentStorage=true.");
        }

        if (hasAccount && !AccountName().IsMatch(options.AccountName!))
        {
            faults.Add("Mhero:Storage:AccountName (or AzureWebJobsStorage__accountName) must be the bare name of the "
                + "account: 3 to 24 small letters and digits.");
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

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{0,39}\z")]
    private static partial Regex TablePrefix();
}
