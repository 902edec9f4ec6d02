<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="ja">
<context>
    <name></name>
    <message>
        <source>やめる</source>
        <translation>やめる</translation>
    </message>
    <message>
        <source>1つ消す</source>
        <translation>1つ けす</translation>
    </message>
    <message>
        <source>暗証番号がわからない</source>
        <translation>番号が わかりません</translation>
    </message>
    <message>
        <source>4けたの暗証番号</source>
        <translation>4つの 数字の 番号（暗証番号）</translation>
    </message>
    <message>
        <source>あと{count}回入力できます</source>
        <translation>あと {count}回 できます</translation>
    </message>
    <message>
        <source>患者さん用の画面</source>
        <translation>患者さんの 画面</translation>
    </message>
    <message>
        <source>訓練モード</source>
        <translation>練習です</translation>
    </message>
    <message>
        <source>受付でマイナンバーカードをお出しください</source>
        <translation>マイナンバーカードを 出してください</translation>
    </message>
    <message>
        <source>カードは、ご自分でリーダーに置いていただきます</source>
        <translation>カードは、自分で 機械の 上に 置きます</translation>
    </message>
    <message>
        <source>ただいま準備しています</source>
        <translation>準備を しています</translation>
    </message>
    <message>
        <source>受付の者にお声がけください</source>
        <translation>受付の 人に 話してください</translation>
    </message>
    <message>
        <source>カードを置いてください</source>
        <translation>カードを 置いてください</translation>
    </message>
    <message>
        <source>カードをケースから出して置いてください</source>
        <translation>カードを ケースから 出して、置いてください</translation>
    </message>
    <message>
        <source>もう一度カードを置いてください</source>
        <translation>カードを もう一度 置いてください</translation>
    </message>
    <message>
        <source>ケースから出して、平らに置いてください</source>
        <translation>ケースから 出してください。たいらに 置いてください</translation>
    </message>
    <message>
        <source>カードの写真を受付の者にお見せください</source>
        <translation>カードの 写真を 受付の 人に 見せてください</translation>
    </message>
    <message>
        <source>カードは、ご自分でお持ちください</source>
        <translation>カードは、自分で 持っていてください</translation>
    </message>
    <message>
        <source>そのままお待ちください</source>
        <translation>待ってください</translation>
    </message>
    <message>
        <source>カードは置いたままにしてください</source>
        <translation>カードを とらないでください</translation>
    </message>
    <message>
        <source>保険の確認をしています</source>
        <translation>保険を 調べています</translation>
    </message>
    <message>
        <source>4けたの暗証番号を入力してください</source>
        <translation>4つの 数字を 押してください</translation>
    </message>
    <message>
        <source>マイナンバーカードを受け取ったときに決めた、数字4けたの番号です</source>
        <translation>カードを もらったとき、自分で 決めた 番号（暗証番号）です</translation>
    </message>
    <message>
        <source>番号がちがうようです。もう一度入力してください</source>
        <translation>番号が ちがいます。もう一度 押してください</translation>
    </message>
    <message>
        <source>わからないときは、受付の者をお呼びください</source>
        <translation>わからないときは、受付の 人を よんでください</translation>
    </message>
    <message>
        <source>受付の者がご案内します</source>
        <translation>受付の 人が 来ます。待ってください</translation>
    </message>
    <message>
        <source>カードをお取りください</source>
        <translation>カードを とってください</translation>
    </message>
    <message>
        <source>ありがとうございました。カードをお取りください</source>
        <translation>ありがとうございました。カードを とってください</translation>
    </message>
    <message>
        <source>ありがとうございました</source>
        <translation>ありがとうございました</translation>
    </message>
    <message>
        <source>受付の者がお呼びするまで、お待ちください</source>
        <translation>待ってください。受付の 人が よびます</translation>
    </message>
</context>
</TS>
