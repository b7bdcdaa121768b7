using FsCheck.Xunit;
using Mhero.Core.RapidPro.Http;

namespace Mhero.Core.Tests.RapidPro;

public sealed class QueryStringTests
{
    [Theory]
    [InlineData("https://x.example/api/v2/runs.json?cursor=bz05MCZwPTI%3D", "bz05MCZwPTI=")]
    [InlineData("/api/v2/runs.json?a=1&cursor=b%2Bc&d=2", "b+c")]
    [InlineData("?cursor=b+c", "b c")]
    [InlineData("?xcursor=no&cursor=yes#cursor=no", "yes")]
    [InlineData("?cursor", null)]
    [InlineData("?cursor=", null)]
    [InlineData("https://x.example/cursor=no", null)]
    [InlineData("https://x.example/#?", null)]
    public void Cursor_NextAddress_IsTakenOutAndUnescaped(string next, string? cursor) => Assert.Equal(cursor, QueryString.Cursor(next));

    [Property]
    public bool WithCursor_AnyCursor_ComesBackTheSame(FsCheck.NonEmptyString cursor)
    {
        // A lone half of a surrogate pair is no text that a server could send.
        var text = cursor.Get.Any(char.IsSurrogate) ? "x" : cursor.Get;

        return QueryString.Cursor(QueryString.WithCursor("?reverse=true", text)) == text
            && QueryString.Cursor(QueryString.WithCursor("", text)) == text;
    }
}
