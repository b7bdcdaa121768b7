using Mhero.Core.Sync.Changes;

namespace Mhero.Core.Tests.Sync.Changes;

public sealed class ChangeNoticeReaderTests
{
    private const string Event = """
        {"id":"1","topic":"/subscriptions/x","subject":"registry.fhir.azurehealthcareapis.com/Practitioner/e0a1","eventType":"Microsoft.HealthcareApis.FhirResourceUpdated","eventTime":"2026-03-17T01:47:22Z","data":{"resourceType":"Practitioner","resourceFhirAccount":"registry.fhir.azurehealthcareapis.com","resourceFhirId":"e0a1","resourceVersionId":"2"},"dataVersion":"2","metadataVersion":"1"}
        """;

    private const string CloudEvent = """
        {"specversion":"1.0","id":"1","source":"/subscriptions/x","type":"Microsoft.HealthcareApis.FhirResourceDeleted","subject":"x","time":"2026-03-17T01:47:22Z","data":{"resourceType":"PractitionerRole","resourceFhirId":"e0a1","resourceVersionId":"2"},"dataVersion":"2"}
        """;

    [Theory]
    [InlineData("", null, "", true)]
    [InlineData("  \r\n", null, "", true)]
    [InlineData("", "Practitioner", "Practitioner", false)]
    [InlineData("{broken", "Practitioner", "Practitioner", false)]
    [InlineData("""{"resourceType":"Location","id":"1","type":[{"text":"bu"}]}""", null, "Location", false)]
    [InlineData("""{"resourceType":"Bundle","type":"history","entry":[]}""", null, "", true)]
    [InlineData("[" + Event + "]", null, "Practitioner", false)]
    [InlineData("[" + Event + "," + Event + "," + CloudEvent + "]", null, "Practitioner,PractitionerRole", false)]
    [InlineData(CloudEvent, null, "PractitionerRole", false)]
    [InlineData("""[{"eventType":"Microsoft.Storage.BlobCreated","data":{"resourceType":"Practitioner"}}]""", null, "", false)]
    [InlineData("""[{"eventType":"Microsoft.HealthcareApis.DicomImageCreated","data":{}}]""", null, "", false)]
    [InlineData("""[{"eventType":"Microsoft.HealthcareApis.FhirResourceCreated","data":null}]""", null, "", true)]
    [InlineData("""[{"eventType":"Microsoft.HealthcareApis.FhirResourceCreated"}]""", null, "", true)]
    [InlineData("[]", null, "", false)]
    [InlineData("[1,null,\"x\"]", null, "", true)]
    [InlineData("<Practitioner/>", null, "", true)]
    [InlineData("not json", null, "", true)]
    public void Read_Notice_SaysWhatMayHaveChanged(string body, string? type, string types, bool isOpen)
    {
        var notice = ChangeNoticeReader.Read(Encoding.UTF8.GetBytes(body), type);

        Assert.Equal((types, isOpen), (string.Join(',', notice.Types), notice.IsOpen));
        Assert.Null(notice.ValidationCode);
    }

    [Fact]
    public void Read_Handshake_GivesTheCodeBack()
    {
        const string Body = """
            [{"id":"2d1781af","topic":"/subscriptions/x","subject":"","data":{"validationCode":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6","validationUrl":"https://rp-eastus2.eventgrid.azure.net:553/x"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2026-03-17T01:47:22Z","metadataVersion":"1","dataVersion":"1"}]
            """;

        Assert.Equal("512d38b6-c7b8-40c8-89fe-f46f9e9622b6", ChangeNoticeReader.Read(Encoding.UTF8.GetBytes(Body), null).ValidationCode);
    }
}
