namespace Mhero.Fuzzing;

/// <summary>Pages of the two APIs with records that have every member that mHero reads.</summary>
internal static class Samples
{
    public const string Webhook = """
        {"contact":{"uuid":"09d23a05-47fe-11e4-bfe9-b8f6b119e9ab","name":"Ben Haggerty","urn":"tel:+250788123123"},"flow":{"uuid":"5a4eb79e-1b1f-4ae3-8700-09384cca385f","name":"Report"},"channel":{"uuid":"9a8b001e-a913-486c-80f4-1356e23f582e","name":"Nexmo"},
        "run":{"uuid":"4f8f8f8f-1d2f-4e90-8e5c-990cf5d4eff2","status":"completed","created_on":"2026-03-02T05:00:00.123456Z"},
        "results":{"cases":{"value":"3","category":"Number","input":"3","name":"Cases","node_uuid":"11111111-1d2f-4e90-8e5c-990cf5d4eff2","created_on":"2026-03-02T05:00:00.123456Z"}},"params":{}}
        """;

    /// <summary>Answers of DHIS2 2.36, 2.40 and 2.43 to an import.</summary>
    public static readonly string[] ImportSummaries =
    [
        """{"responseType":"ImportSummary","status":"WARNING","description":"Import process completed","importCount":{"imported":1,"updated":0,"ignored":1,"deleted":0},"conflicts":[{"object":"fbfJHSPpUQD","value":"value_not_integer"}],"dataSetComplete":"false"}""",
        """{"httpStatus":"Conflict","httpStatusCode":409,"status":"WARNING","message":"One or more conflicts","response":{"responseType":"ImportSummary","status":"WARNING","importCount":{"imported":0,"updated":1,"ignored":1,"deleted":0},"conflicts":[{"object":"fbfJHSPpUQD","objects":{"dataElement":"fbfJHSPpUQD"},"value":"Value must match","errorCode":"E7619","property":"value","indexes":[1]}],"rejectedIndexes":[1]}}""",
        """{"httpStatus":"OK","httpStatusCode":200,"status":"OK","response":{"responseType":"ImportSummary","status":"SUCCESS","importCount":{"imported":0,"updated":2,"ignored":0,"deleted":0},"conflicts":[],"rejectedIndexes":[]}}""",
    ];

    /// <summary>The metadata of a data set.</summary>
    public const string DataSet = """
        {"dataSets":[{"id":"BfMAe6Itzgt","code":"WEEKLY","name":"Weekly","periodType":"Weekly","expiryDays":10.5,"openFuturePeriods":0,"dataSetElements":[{"dataElement":{"id":"fbfJHSPpUQD","code":"CASES","name":"Cases","valueType":"INTEGER","zeroIsSignificant":true,
        "categoryCombo":{"categoryOptionCombos":[{"id":"HllvX50cXC0","code":"default","name":"default"}]}},"categoryCombo":{"categoryOptionCombos":[]}}]}],"organisationUnits":[{"id":"DiszpKrYNg8","code":"OU_1","name":"Ngelehun","dataSets":[{"id":"BfMAe6Itzgt"}],"attributeValues":[{"value":"1","attribute":{"id":"l1VmqIHKk6t"}}]}]}
        """;

    public const string Bundle = """
        {"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Practitioner","identifier":[{"system":"http://example.org/employee","value":"EMP-2"}],"active":true,
        "name":[{"family":"Doe","given":["Jane"]}],"telecom":[{"system":"phone","value":"0788100088","use":"mobile"}]}}]}
        """;

    public const string Contacts = """
        {"next":null,"previous":null,"results":[{"uuid":"09d23a05-47fe-11e4-bfe9-b8f6b119e9ab","name":"Ben Haggerty","status":"active","language":"eng","urns":["tel:+250788123123","whatsapp:250788123123"],
        "groups":[{"name":"Health workers","uuid":"5a4eb79e-1b1f-4ae3-8700-09384cca385f"}],"fields":{"globalid":null,"cadre":"Nurse","facility":"Kimironko"},"flow":null,"created_on":"2026-03-02T05:00:00.123456Z",
        "modified_on":"2026-03-02T05:00:00.123456Z","last_seen_on":null,"blocked":false,"stopped":false}]}
        """;

    public const string Runs = """
        {"next":null,"previous":null,"results":[{"id":1,"uuid":"4f8f8f8f-1d2f-4e90-8e5c-990cf5d4eff2","flow":{"uuid":"5a4eb79e-1b1f-4ae3-8700-09384cca385f","name":"Report"},"contact":{"uuid":"09d23a05-47fe-11e4-bfe9-b8f6b119e9ab",
        "urn":"tel:+250788123123","name":"Ben"},"start":null,"responded":true,"values":{"cases":{"value":"3","category":"Number","node":"11111111-1d2f-4e90-8e5c-990cf5d4eff2","time":"2026-03-02T05:00:00.123456Z","input":"3","name":"Cases"}},
        "path":[],"created_on":"2026-03-02T05:00:00.123456Z","modified_on":"2026-03-02T05:00:00.123456Z","exited_on":"2026-03-02T05:00:00.123456Z","exit_type":"completed"}]}
        """;

    public const string Messages = """
        {"next":null,"previous":null,"results":[{"id":4105426,"uuid":"0199e1c0-1d2f-7e90-8e5c-990cf5d4eff2","broadcast":null,"contact":{"uuid":"09d23a05-47fe-11e4-bfe9-b8f6b119e9ab","name":"Ben"},"urn":"tel:+250788123123",
        "channel":{"uuid":"9a8b001e-a913-486c-80f4-1356e23f582e","name":"Nexmo"},"direction":"in","type":"text","status":"handled","visibility":"visible","text":"How is it?","labels":[],"flow":null,"attachments":[],
        "created_on":"2026-03-02T05:00:00.123456Z","sent_on":null,"modified_on":"2026-03-02T05:00:00.123456Z"}]}
        """;

    public const string Fields = """
        {"next":null,"previous":null,"results":[{"key":"globalid","name":"globalid","type":"text","featured":false,"priority":0,"usages":{"flows":0}},{"key":"cadre","name":"cadre","type":"text"}]}
        """;

    public const string Practitioners = """
        {"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"http://registry.example.org/fhir/Practitioner/901","resource":{"resourceType":"Practitioner","id":"901","meta":{"versionId":"1","lastUpdated":"2026-03-02T05:59:59.524+00:00"},
        "identifier":[{"system":"http://example.org/employee","value":"EMP-1"}],"active":true,"name":[{"use":"official","family":"Doe","given":["Jane"]}],"telecom":[{"system":"phone","value":"+250788100077","use":"mobile","rank":1}],
        "gender":"female","birthDate":"1980-01-01","communication":[{"coding":[{"system":"urn:ietf:bcp:47","code":"rw"}]}]},"search":{"mode":"match"}}]}
        """;

    public const string Roles = """
        {"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"http://registry.example.org/fhir/PractitionerRole/902","resource":{"resourceType":"PractitionerRole","id":"902","meta":{"versionId":"1","lastUpdated":"2026-03-02T05:59:59.524+00:00"},
        "active":true,"period":{"start":"2020-01-01","end":"9999-12-31"},"practitioner":{"reference":"Practitioner/901"},"code":[{"coding":[{"system":"http://example.org/cadre","code":"nurse","display":"Nurse"}]}],
        "location":[{"reference":"Location/903"}]},"search":{"mode":"match"}}]}
        """;
}
