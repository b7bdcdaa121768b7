namespace Mhero.Core.Storage;

/// <summary>The addresses of a storage account's services, for access by identity.</summary>
internal static class StorageEndpoint
{
    /// <summary>Service name in the addresses of tables.</summary>
    public const string Table = "table";

    /// <summary>Service name in the addresses of queues.</summary>
    public const string Queue = "queue";

    private static readonly string[] Services = [Table, Queue, "blob"];

    /// <summary>The address of a service.</summary>
    /// <param name="options">Options that name an account other than by connection string.</param>
    /// <param name="service"><see cref="Table"/> or <see cref="Queue"/>.</param>
    /// <returns>The address, or null when the options do not give it.</returns>
    public static Uri? Of(StorageOptions options, string service)
    {
        if (options.HasAccountName)
        {
            return Parse($"https://{options.AccountName!.Trim()}.{service}.{options.EndpointSuffix?.Trim()}");
        }

        var (own, other) = service == Table
            ? (options.TableServiceUri, options.QueueServiceUri)
            : (options.QueueServiceUri, options.TableServiceUri);
        return string.IsNullOrWhiteSpace(own) ? Sibling(other, service) : Parse(own);
    }

    /// <summary>The address of another service of the same account, when the address has Azure's form, such as <c>https://account.queue.core.windows.net</c>.</summary>
    /// <param name="address">The known address.</param>
    /// <param name="service">The service whose address is wanted.</param>
    /// <returns>The address, or null when the known one has another form, such as a domain of one's own.</returns>
    public static Uri? Sibling(string? address, string service)
    {
        if (Parse(address) is not { } known)
        {
            return null;
        }

        // account.queue.core.windows.net, or account.z13.queue.storage.azure.net for an account with a DNS zone of its own.
        var labels = known.Host.Split('.');
        var at = Array.FindIndex(labels, 1, label => Services.Contains(label, StringComparer.OrdinalIgnoreCase));
        if (at is not (1 or 2) || labels.Length < at + 3)
        {
            return null;
        }

        labels[at] = service;
        return new UriBuilder(known) { Host = string.Join('.', labels) }.Uri;
    }

    /// <summary>Reads an address.</summary>
    /// <param name="address">An absolute https address without query.</param>
    /// <returns>The address, or null when the text is not one.</returns>
    public static Uri? Parse(string? address) =>
        Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri
            : null;
}
