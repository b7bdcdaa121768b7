using Mhero.Core.Json;

namespace Mhero.Core.Tests.Json;

public sealed class JsonRepairTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\uFFFD"}""")]
    [InlineData("""{"a":"x\uDE00y"}""", """{"a":"x\uFFFDy"}""")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", """{"a":"\uFFFD\ud83d\ude00"}""")]
    [InlineData("""{"a":"\\ud83d"}""", """{"a":"\\ud83d"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ud8""", """{"a":"\ud8""")]
    [InlineData("{\"a\":\"\\", "{\"a\":\"\\")]
    public void Repair_HalfSurrogatePair_IsReplaced(string json, string expected) => Assert.Equal(expected, Encoding.UTF8.GetString(JsonRepair.Repair(Encoding.UTF8.GetBytes(json)).Span));

    [Fact]
    public void Repair_BytesThatAreNotUtf8_AreReplaced() =>
        Assert.Equal("{\"a\":\"\uFFFD\"}", Encoding.UTF8.GetString(JsonRepair.Repair((byte[])[.. "{\"a\":\""u8, 0xC3, .. "\"}"u8]).Span));

    [Fact]
    public void Repair_SoundText_IsTheSameMemory()
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes("""{"a":"é"}""");

        Assert.Equal(json, JsonRepair.Repair(json));
    }
}
