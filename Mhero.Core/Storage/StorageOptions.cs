namespace Mhero.Core.Storage;

/// <summary>
/// Where mHero keeps its state: one storage account, reached by connection string or by identity. Bound from the section
/// <c>Mhero:Storage</c>; settings missing there are taken from the Functions host's own storage settings
/// (<c>AzureWebJobsStorage</c>, or <c>AzureWebJobsStorage__accountName</c> or <c>__queueServiceUri</c>,
/// <c>__tableServiceUri</c> and <c>__blobServiceUri</c>, with <c>__credential</c> and <c>__clientId</c>), so an app that
/// runs at all needs no setting of its own.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Storage";

    /// <summary>Connection string with a table and a queue endpoint; <c>UseDevelopmentStorage=true</c> is Azurite.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Account name, for access by identity instead of a connection string.</summary>
    public string? AccountName { get; set; }

    /// <summary>
    /// The cloud of <see cref="AccountName"/>: what follows the service in the account's addresses, such as
    /// <c>core.usgovcloudapi.net</c>.
    /// </summary>
    public string EndpointSuffix { get; set; } = "core.windows.net";

    /// <summary>
    /// Address of the account's queues, such as <c>https://account.queue.core.windows.net</c>, for access by identity;
    /// instead of <see cref="AccountName"/>. It can be left out when <see cref="TableServiceUri"/> has that form.
    /// </summary>
    public string? QueueServiceUri { get; set; }

    /// <summary>Address of the account's tables; the counterpart of <see cref="QueueServiceUri"/>.</summary>
    public string? TableServiceUri { get; set; }

    /// <summary>Client id of a user-assigned identity; without it the default credential of the machine is used.</summary>
    public string? ClientId { get; set; }

    /// <summary>What every table's name begins with; a letter, then letters and digits.</summary>
    public string TablePrefix { get; set; } = "mhero";

    /// <summary>
    /// How the host signs in (<c>AzureWebJobsStorage__credential</c>); <c>managedidentity</c> means that no other
    /// credential of the machine is tried. Null for the default credential.
    /// </summary>
    internal string? Credential { get; set; }

    /// <summary>Whether an account is named in any way.</summary>
    internal bool NamesAccount => HasConnectionString || HasAccountName || HasServiceUri;

    /// <summary>Whether there is a connection string.</summary>
    internal bool HasConnectionString => !string.IsNullOrWhiteSpace(ConnectionString);

    /// <summary>Whether there is an account name.</summary>
    internal bool HasAccountName => !string.IsNullOrWhiteSpace(AccountName);

    /// <summary>Whether there is the address of a service.</summary>
    internal bool HasServiceUri => !string.IsNullOrWhiteSpace(QueueServiceUri) || !string.IsNullOrWhiteSpace(TableServiceUri);
}
