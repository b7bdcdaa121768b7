using Mhero.Core.RapidPro.Webhooks;

namespace Mhero.Core.Tests.RapidPro.Webhooks;

/// <summary>Bodies as RapidPro sends them.</summary>
internal static class Bodies
{
    public const string ContactUuid = "5d76d86b-3bb9-4d5a-b822-c9d86f5d8e4f";
    public const string FlowUuid = "50c3706e-fedb-42c0-8eab-dda3335714b7";
    public const string RunUuid = "01969b47-0583-76f8-ae7f-f8b243c49ff5";

    /// <summary>What <c>call_webhook</c> sends unless the author changes it; Go sorts the keys.</summary>
    public const string Default = $$$$"""
        {"contact":{"name":"Ryan Lewis","urn":"tel:+12065551212","uuid":"{{{{ContactUuid}}}}"},"flow":{"name":"Registration","uuid":"{{{{FlowUuid}}}}"},
        "results":{"favorite_color":{"category":"Red","value":"red"}}}
        """;

    /// <summary>The payload of <c>call_resthook</c>, as the engine's own tests have it.</summary>
    public const string Resthook = $$$"""
        {"channel":{"address":"+17036975131","name":"My Android Phone","uuid":"57f1078f-88aa-46f4-a59a-948a5739c03d"},
        "contact":{"language":"eng","name":"Ryan Lewis","urn":"tel:+12024561111","uuid":"{{{ContactUuid}}}"},
        "flow":{"name":"Registration","revision":123,"uuid":"{{{FlowUuid}}}"},
        "input":{"attachments":[{"content_type":"image/jpeg","url":"http://s3.amazon.com/bucket/test.jpg"}],"channel":{"name":"x"},
          "created_on":"2017-12-31T11:35:09.123456Z","text":"Hi there","type":"msg",
          "urn":{"display":"(206) 555-1212","path":"+12065551212","scheme":"tel"},"uuid":"01975a1c-0000-7000-8000-000000000001"},
        "path":[{"arrived_on":"2025-05-04T12:30:51.123456Z","node_uuid":"72a1f5df-49f9-45df-94c9-d86f7ea064e5"}],
        "results":{"favorite_color":{"category":"Red","category_localized":"Rouge","created_on":"2025-05-04T12:31:21.123456Z","input":"","name":"Favorite Color",
          "node_uuid":"f5bb9b7a-7b5e-45c3-8f0e-61b4e95edf03","value":"red"}},
        "run":{"created_on":"2025-05-04T12:30:46.123456Z","uuid":"{{{RunUuid}}}"}}
        """;

    /// <summary>The big body of flows that come from the old engine: no language; here without channel and input.</summary>
    public const string Legacy = $$$"""
        {"channel":null,"contact":{"name":null,"urn":null,"uuid":"{{{ContactUuid}}}"},"flow":{"name":"Registration","revision":7,"uuid":"{{{FlowUuid}}}"},"input":null,
        "path":[{"arrived_on":"2025-05-04T12:30:51Z","exit_uuid":"37d8813f-1402-4ad2-9cc2-e9054a96525b","node_uuid":"72a1f5df-49f9-45df-94c9-d86f7ea064e5","uuid":"1"}],
        "results":{},"run":{"created_on":"2025-05-04T12:30:46+00:00","uuid":"{{{RunUuid}}}"}}
        """;

    /// <summary>The shape of RapidPro 4, as its documentation still shows it: URNs are text, times have +00:00.</summary>
    public const string Version4 = $$$"""
        {"contact":{"uuid":"{{{ContactUuid}}}","name":"Bob McGee","urn":"tel:+12065551212"},"flow":{"name":"Registration","uuid":"{{{FlowUuid}}}","revision":2},
        "path":[{"node_uuid":"27a86a1b-6cc4-4ae3-b73d-89650966a82f","exit_uuid":"3","arrived_on":"2013-08-19T19:11:21.082000+00:00"}],
        "results":{"age":{"category":"Numeric","node_uuid":"27a86a1b-6cc4-4ae3-b73d-89650966a82f","name":"Age","value":"33","created_on":"2013-08-19T19:11:20.838000+00:00","input":"im 33"}},
        "run":{"uuid":"{{{RunUuid}}}","created_on":"2013-08-19T19:11:20.838000+00:00"},
        "input":{"urn":"tel:+12065551212","text":"im 33","attachments":["image/jpeg:https://x.example/1.jpg"]},"channel":{"name":"Vonage","uuid":"57f1078f-88aa-46f4-a59a-948a5739c03d"}}
        """;

    public static WebhookRun Read(string json)
    {
        var isRead = WebhookBody.TryRead(Encoding.UTF8.GetBytes(json), out var run, out var problems);
        Assert.True(isRead, string.Join("; ", problems.Select(problem => $"{problem.Code} {problem.Path}")));
        Assert.Empty(problems);
        return run!;
    }

    public static IReadOnlyList<WebhookProblem> Problems(byte[] body)
    {
        Assert.False(WebhookBody.TryRead(body, out var run, out var problems));
        Assert.Null(run);
        Assert.NotEmpty(problems);
        return problems;
    }

    public static IReadOnlyList<WebhookProblem> Problems(string json) => Problems(Encoding.UTF8.GetBytes(json));

    public static string With(string results, string? run = null) =>
        $$$"""{"contact":{"uuid":"{{{ContactUuid}}}"},"flow":{"uuid":"{{{FlowUuid}}}"},"results":{{{results}}}{{{(run is null ? "" : ",\"run\":" + run)}}}}""";
}
