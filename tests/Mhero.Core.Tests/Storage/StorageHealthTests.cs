using System.Net;
using Mhero.Core.Storage;

namespace Mhero.Core.Tests.Storage;

/// <summary>Which correction is named for an account that cannot be used, and that each service is asked once.</summary>
public sealed class StorageHealthTests
{
    private const string OfKey = "Mhero:Storage:ConnectionString (or AzureWebJobsStorage)";
    private const string OfIdentity = "Mhero:Storage:AccountName or QueueServiceUri and TableServiceUri (or AzureWebJobsStorage__accountName, __queueServiceUri, __tableServiceUri)";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CheckAsync_BothServicesAnswer_IsNull(bool usesIdentity)
    {
        using var account = new AnsweredAccount(usesIdentity: usesIdentity);

        Assert.Null(await CheckAsync(account));

        Assert.Equal(2, account.Http.Requests.Count);
        Assert.StartsWith("GET /Tables?", account.Http.Requests[0], StringComparison.Ordinal);
        Assert.StartsWith("GET /?comp=list", account.Http.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_AccountHasTablesAndQueues_AsksForNoMoreThanTheFirst()
    {
        using var account = new AnsweredAccount(request => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = AnsweredAccount.IsTables(request)
                ? new StringContent("""{"value":[{"TableName":"state"}]}""", Encoding.UTF8, "application/json")
                : new StringContent("""<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://acct.queue.core.windows.net/"><Queues><Queue><Name>jobs</Name></Queue></Queues><NextMarker>more</NextMarker></EnumerationResults>""", Encoding.UTF8, "application/xml"),
        });

        Assert.Null(await CheckAsync(account));
        Assert.Equal(2, account.Http.Requests.Count);
    }

    [Theory]
    [InlineData(true, false, 403, "refuses the key (Some): copy Mhero:Storage:ConnectionString")]
    [InlineData(false, false, 403, "refuses the key (Some): copy Mhero:Storage:ConnectionString")]
    [InlineData(true, false, 401, "refuses the key (Some): copy Mhero:Storage:ConnectionString")]
    [InlineData(true, true, 403, "refuses the identity (Some): give it the roles Storage Table Data Contributor and Storage Queue Data Contributor")]
    [InlineData(false, true, 401, "refuses the identity (Some): give it the roles Storage Table Data Contributor and Storage Queue Data Contributor")]
    [InlineData(true, false, 400, "answers 400 (Some): check that " + OfKey + " names")]
    [InlineData(false, false, 404, "answers 404 (Some): check that " + OfKey + " names")]
    [InlineData(true, true, 404, "answers 404 (Some): check that " + OfIdentity + " names")]
    [InlineData(false, false, 500, "answers 500 (Some): check that " + OfKey + " names")]
    public async Task CheckAsync_ServiceRefuses_NamesTheCorrection(bool byTables, bool usesIdentity, int status, string correction)
    {
        using var account = new AnsweredAccount(request => AnsweredAccount.IsTables(request) == byTables ? AnsweredAccount.Refusal(request, status, "Some") : null, usesIdentity);

        var fault = await CheckAsync(account);

        Assert.True(fault!.StartsWith($"The storage account at acct.table.core.windows.net {correction}", StringComparison.Ordinal), fault);
        Assert.Equal(byTables ? 1 : 2, account.Http.Requests.Count);
    }

    [Theory]
    [InlineData(false, OfKey)]
    [InlineData(true, OfIdentity)]
    public async Task CheckAsync_AccountCannotBeReached_SaysSo(bool usesIdentity, string setting)
    {
        using var account = new AnsweredAccount(_ => throw new HttpRequestException("no such host"), usesIdentity);

        Assert.Equal($"The storage account at acct.table.core.windows.net cannot be reached: check {setting}, the network, and, if it is the development storage, that Azurite runs.", await CheckAsync(account));
    }

    [Fact]
    public async Task CheckAsync_NoAnswerInTime_IsAnAccountThatCannotBeReached()
    {
        using var account = new AnsweredAccount(_ => throw new OperationCanceledException());

        Assert.Contains(" cannot be reached: ", await CheckAsync(account), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_CallerGaveUp_IsCancelled()
    {
        using var ended = new CancellationTokenSource();
        using var account = new AnsweredAccount(_ =>
        {
            ended.Cancel();
            throw new OperationCanceledException(ended.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new StorageHealth(account.Account).CheckAsync(ended.Token));
    }

    [Fact]
    public async Task CheckAsync_NoToken_NamesTheSettings()
    {
        using var account = new AnsweredAccount(usesIdentity: true, hasToken: false);

        Assert.StartsWith("No token for the storage account at acct.table.core.windows.net: give the app a managed identity", await CheckAsync(account), StringComparison.Ordinal);
        Assert.Empty(account.Http.Requests);
    }

    private static Task<string?> CheckAsync(AnsweredAccount account) => new StorageHealth(account.Account).CheckAsync(CancellationToken.None);
}
