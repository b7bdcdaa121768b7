using Mhero.Core.Lookup;

namespace Mhero.Core.Tests.Lookup;

public sealed class LookupRequestReaderTests
{
    private const string Caller = "\"contact\":\"1303ae08-dcb6-4ba3-a042-35917423ec53\"";

    [Theory]
    [InlineData("[]", LookupCodes.Unreadable)]
    [InlineData("\"facility\"", LookupCodes.Unreadable)]
    [InlineData("{\"question\":", LookupCodes.Unreadable)]
    [InlineData("question=facility", LookupCodes.Unreadable)]
    [InlineData("{\"question\":\"facility\",\"question\":\"contact\"," + Caller + "}", LookupCodes.Unreadable)]
    [InlineData("{\"question\":\"facility\",\"text\":\"\\uD800\"," + Caller + "}", LookupCodes.Unreadable)]
    [InlineData("{" + Caller + "}", LookupCodes.NoQuestion)]
    [InlineData("{\"question\":\"everything\"," + Caller + "}", LookupCodes.NoQuestion)]
    [InlineData("{\"question\":\"1\"," + Caller + "}", LookupCodes.NoQuestion)]
    [InlineData("{\"question\":1," + Caller + "}", LookupCodes.NoQuestion)]
    [InlineData("{\"question\":\"contact,facility\"," + Caller + "}", LookupCodes.NoQuestion)]
    [InlineData("{\"question\":\"contact\"}", LookupCodes.NoCaller)]
    [InlineData("{\"question\":\"contact\",\"contact\":\"\"}", LookupCodes.NoCaller)]
    [InlineData("{\"question\":\"contact\",\"contact\":\"me\"}", LookupCodes.NoCaller)]
    [InlineData("{\"question\":\"contact\",\"contact\":{\"uuid\":null,\"urn\":null}}", LookupCodes.NoCaller)]
    [InlineData("{\"question\":\"contact\",\"urn\":\"0788000001\"}", LookupCodes.NoCaller)]
    [InlineData("{\"question\":\"facility\"," + Caller + "}", LookupCodes.Missing)]
    [InlineData("{\"question\":\"facility\",\"text\":[\"a\"]," + Caller + "}", LookupCodes.Missing)]
    [InlineData("{\"question\":\"employee\",\"text\":\"RW-1\"," + Caller + "}", LookupCodes.Missing)]
    [InlineData("{\"question\":\"patient\"," + Caller + "}", LookupCodes.Missing)]
    [InlineData("{\"question\":\"reported\"," + Caller + "}", LookupCodes.Missing)]
    [InlineData("{\"question\":\"reported\",\"form\":\"weekly\"," + Caller + "}", LookupCodes.BadParameter)]
    [InlineData("{\"question\":\"reported\",\"form\":\"/etc/passwd\"," + Caller + "}", LookupCodes.BadParameter)]
    [InlineData("{\"question\":\"reported\",\"form\":\"http://x.org/a,http://x.org/b\"," + Caller + "}", LookupCodes.BadParameter)]
    [InlineData("{\"question\":\"reported\",\"form\":\"http://x.org/a\",\"period\":\"year\"," + Caller + "}", LookupCodes.BadParameter)]
    [InlineData("{\"question\":\"patient\",\"text\":\"1\",\"system\":\"a|b\"," + Caller + "}", LookupCodes.BadParameter)]
    public void Read_WhatTheAuthorGotWrong_HasItsCode(string body, string code)
    {
        var (request, fault) = LookupRequestReader.Read([], Encoding.UTF8.GetBytes(body));

        Assert.Null(request);
        Assert.Equal(code, fault!.Code);
    }

    [Fact]
    public void Read_EditorsBodyAndQuery_MakeOneQuestion()
    {
        const string Body = """
            {"contact":{"uuid":"1303ae08-dcb6-4ba3-a042-35917423ec53","name":"Aline","urn":"tel:+250788000301"},"flow":{"uuid":"x"},"results":{"text":{"value":"no parameter"}}}
            """;

        var (request, fault) = LookupRequestReader.Read(Query(("question", ["Facility"]), ("text", ["Muhoza"]), ("code", ["key"])), Encoding.UTF8.GetBytes(Body));

        Assert.Null(fault);
        Assert.Equal(LookupQuestion.Facility, request!.Question);
        Assert.Equal(("1303ae08-dcb6-4ba3-a042-35917423ec53", "tel:+250788000301", "Muhoza"), (request.Contact.ToString(), request.Urn.ToString(), request.Text));
    }

    [Fact]
    public void Read_QueryAlone_IsEnough()
    {
        var (request, _) = LookupRequestReader.Read(Query(("question", ["patient"]), ("text", [""]), ("urn", ["whatsapp:250788000303"])), default);

        Assert.Equal(("", "whatsapp", (Guid?)null), (request!.Text, request.Urn!.Value.Scheme, request.Contact));
    }

    [Fact]
    public void Read_QueryParameterTwice_IsRefused()
    {
        var (_, fault) = LookupRequestReader.Read(Query(("question", ["contact"]), ("contact", ["a", "b"])), default);

        Assert.Equal(LookupCodes.Unreadable, fault!.Code);
    }

    [Fact]
    public void Read_Number_IsTakenAsWritten()
    {
        var (request, _) = LookupRequestReader.Read([], Encoding.UTF8.GetBytes("{\"question\":\"facility\",\"text\":\"a\",\"choice\":2," + Caller + "}"));

        Assert.Equal("2", request!.Choice);
    }

    [Fact]
    public void Read_EndlessText_IsCut()
    {
        var (request, _) = LookupRequestReader.Read([], Encoding.UTF8.GetBytes("{\"question\":\"facility\",\"text\":\"" + new string('x', 50_000) + "\"," + Caller + "}"));

        Assert.Equal(2_000, request!.Text!.Length);
    }

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string?>>> Query(params (string Name, string[] Values)[] query) =>
        query.Select(q => new KeyValuePair<string, IReadOnlyList<string?>>(q.Name, q.Values));
}
